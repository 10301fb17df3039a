import Arithmetic
import Values

/// FastSurfer's networks as graphs, of any size: competitive dense blocks on the way down and up, and for
/// any resolution (VINN) a block before and one after them, with zooms between.
///
/// A block is four convolutions, each competing with what came before it: of two values the greater goes
/// on. With P the block's PReLU, cᵢ convolutions and nᵢ batch normalizations, in this order:
///
///     y₁ = n₁(c₀(a))               m₁ = max(y₁, x), or y₁ where the block does not compete with x
///     y₂ = n₂(c₁(P(m₁)))           m₂ = max(y₂, m₁)
///     y₃ = n₃(c₂(P(m₂)))           m₃ = max(y₃, m₂)
///     out = n₄(c₃(P(m₃)))          not activated: the next block does that
///
/// with a = P(x) or, for a block that sees images, n₀(x). On the way up, what was pooled is put back where
/// it came from and competes with what the encoder had there.
///
/// Parameters have the names of FastSurfer's checkpoints. Sources: Estrada et al. (2018), CDFNet; Henschel
/// et al. (2020), FastSurfer, and (2022), VINN; `sub_module.py` and `interpolation_layer.py` of FastSurfer
/// 2.4.0-dev (commit 7c45785).
public struct FastSurferGraph: Sendable, Equatable {
  /// Slices that are seen at once.
  public var slices = 7
  public var classes: Int
  public var filters = 71
  /// Filters of the block before the zoom; `nil` for a network of a fixed resolution.
  public var inputFilters: Int? = 32
  /// Height and width of filters, odd.
  public var kernel = 3
  /// How often images are halved.
  public var levels = 4

  public init(
    slices: Int = 7, classes: Int, filters: Int = 71, inputFilters: Int? = 32, kernel: Int = 3,
    levels: Int = 4
  ) {
    (self.slices, self.classes, self.filters) = (slices, classes, filters)
    (self.inputFilters, self.kernel, self.levels) = (inputFilters, kernel, levels)
  }

  /// The sizes of the network that a checkpoint holds.
  ///
  /// - Throws: `ModelError` where it is none of FastSurfer's.
  public init(_ weights: ModelWeights) throws(ModelError) {
    let reader = WeightReader(weights)
    let isVINN = weights.names.contains { $0.hasPrefix("inp_block.") }
    let first = try FilterShape(reader.layer(isVINN ? "inp_block" : "encode1").layer("conv0"))
    let inner = try FilterShape(reader.layer("encode1").layer("conv0"))
    let last = try reader.layer("classifier").layer("conv").shapeOfFilters(axes: 2)
    var levels = 0
    while levels < Self.mostLevels, weights["encode\(levels + 1).conv0.weight"] != nil {
      levels += 1
    }
    self.init(
      slices: first.channels, classes: last[0], filters: inner.filters,
      inputFilters: isVINN ? first.filters : nil, kernel: inner.kernel[0], levels: levels)
  }

  /// More halvings than any image has.
  private static let mostLevels = 16

  /// What heights and widths have to be multiples of.
  public var granularity: Int { 1 << levels }

  /// The graph for images `[N, slices, height, width]`; its output is `[N, classes, height, width]`.
  ///
  /// - Parameters:
  ///   - size: height and width of the images.
  ///   - window: height and width at which the encoder works; those of the images for `nil`.
  ///   - scales: how many times coarser than the images' pixels the window's are: one for all images, or
  ///     one for each of as many as the network is given.
  ///   - weights: a checkpoint; without one, zeros that an initializer replaces.
  /// - Throws: `ModelError` where sizes cannot be halved or zoomed, or a weight is missing.
  public func network(
    size: (height: Int, width: Int), window: (height: Int, width: Int)? = nil,
    scales: [ZoomScale] = [.one], weights: ModelWeights? = nil
  ) throws(ModelError) -> Network {
    let window = window ?? size
    guard window.height % granularity == 0, window.width % granularity == 0 else {
      throw ModelError(
        "this network takes slices whose sides are multiples of \(granularity), not "
          + "\(window.height) × \(window.width)")
    }
    var graph = GraphBuilding(weights: weights, kernel: kernel)
    let images = graph.nodes.input(
      "image", .float32,
      [.named("n"), .fixed(slices), .fixed(size.height), .fixed(size.width)])
    var x = images
    var channels = slices
    var skip: NetworkBuilder.Value?
    var back = [ZoomScale.one]
    if let inputFilters {
      x = try graph.block("inp_block", x, .normalized, channels, inputFilters, norm: "gn")
      (skip, channels) = (x, inputFilters)
      (x, back) = try graph.zoom("interpol1", x, from: size, to: window, scales)
    }
    x = try base(&graph, x, channels)
    if let skip, let inputFilters {
      x = try graph.zoom(
        "interpol2", x, from: window, to: size, back.map(\.inverse)
      ).0
      let merged = graph.nodes.add("Concat", [x, skip], ["axis": .integer(1)])
      x = try graph.block(
        "outp_block", merged, .activated, filters + inputFilters, filters, norm: "gn")
    }
    let logits = try graph.convolution(["classifier", "conv"], x, filters, classes, kernel: 1)
    return try graph.nodes.network([logits])
  }

  /// The way down, and up again.
  private func base(
    _ graph: inout GraphBuilding, _ images: NetworkBuilder.Value, _ channels: Int
  ) throws(ModelError) -> NetworkBuilder.Value {
    var x = images
    var skips: [(x: NetworkBuilder.Value, indices: NetworkBuilder.Value)] = []
    for level in 1...max(1, levels) where level <= levels {
      let name = "encode\(level)"
      x = try graph.block(
        name, x, level == 1 ? .normalized : .competing, level == 1 ? channels : filters, filters)
      let pooled = graph.nodes.layer(name) { nodes in
        nodes.add("MaxPool", [x], GraphBuilding.halving, outputs: 2)
      }
      skips.append((x, pooled[1]))
      x = pooled[0]
    }
    x = try graph.block("bottleneck", x, .competing, filters, filters)
    for level in (1...max(1, levels)).reversed() where level <= levels {
      let (name, skip) = ("decode\(level)", skips.removeLast())
      x = graph.nodes.layer(name) { nodes in
        let wide = nodes.add("MaxUnpool", [x, skip.indices], GraphBuilding.halving)
        return nodes.add("Max", [wide, skip.x])
      }
      x = try graph.block(name, x, .competing, filters, filters)
    }
    return x
  }
}

/// A graph that is being built of FastSurfer's parts.
private struct GraphBuilding {
  // Version 18 has axes of Resize.
  var nodes = NetworkBuilder(version: 18)
  let weights: ModelWeights?
  let kernel: Int

  init(weights: ModelWeights?, kernel: Int) { (self.weights, self.kernel) = (weights, kernel) }

  static let halving: [String: AttributeValue] = [
    "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]),
  ]

  mutating func parameter(_ name: String, _ shape: [Int]) throws(ModelError)
    -> NetworkBuilder.Value
  {
    let tensor =
      try weights?.floats(name, shape: shape) ?? Tensor<Float>(shape: shape, repeating: 0)
    return nodes.parameter(.init(name, .float32, .float32(tensor)))
  }

  /// A convolution that keeps sizes, at a path of layers.
  mutating func convolution(
    _ path: [String], _ x: NetworkBuilder.Value, _ channels: Int, _ filters: Int, kernel: Int
  ) throws(ModelError) -> NetworkBuilder.Value {
    let name = path.joined(separator: ".")
    let weight = try parameter("\(name).weight", [filters, channels, kernel, kernel])
    let bias = try parameter("\(name).bias", [filters])
    let pads = [Int](repeating: kernel / 2, count: 4)
    return nodes.layer(path) { $0.add("Conv", [x, weight, bias], ["pads": .integers(pads)]) }
  }

  mutating func normalization(_ path: [String], _ x: NetworkBuilder.Value, _ channels: Int)
    throws(ModelError) -> NetworkBuilder.Value
  {
    let name = path.joined(separator: ".")
    var inputs = [x]
    for part in ["weight", "bias", "running_mean", "running_var"] {
      inputs.append(try parameter("\(name).\(part)", [channels]))
    }
    return nodes.layer(path) {
      $0.add("BatchNormalization", inputs, ["epsilon": .number(1e-5), "momentum": .number(0.9)])
    }
  }

  /// What a block does with its input.
  enum Start {
    /// Activates it and lets it compete: inner blocks, which have as many channels as filters.
    case competing
    /// Normalizes it: blocks that see images.
    case normalized
    /// Activates it: blocks with other channels than filters.
    case activated
  }

  /// A competitive dense block.
  mutating func block(
    _ name: String, _ x: NetworkBuilder.Value, _ start: Start,
    _ channels: Int, _ filters: Int, norm: String = "bn"
  ) throws(ModelError) -> NetworkBuilder.Value {
    let slope = try parameter("\(name).prelu.weight", [1])
    var greatest = x
    if start == .normalized { greatest = try normalization([name, "bn0"], x, channels) }
    for number in 0..<4 {
      let before = greatest
      if number > 0 || start != .normalized {
        greatest = nodes.layer([name, "prelu"]) { $0.add("PRelu", [before, slope]) }
      }
      let sums = try convolution(
        [name, "conv\(number)"], greatest, number == 0 ? channels : filters, filters,
        kernel: kernel)
      greatest = try normalization([name, "\(norm)\(number + 1)"], sums, filters)
      if number < 3, number > 0 || start == .competing {
        let own = greatest
        greatest = nodes.layer([name]) { $0.add("Max", [own, before]) }
      }
    }
    return greatest
  }

  /// The zoom of VINN: images cut to their upper left part, interpolated linearly and padded with zeros, so
  /// that the network sees structures in one size; with the scale that it comes to. Source: `Zoom2d`,
  /// crop position `top_left`, interpolation `bilinear`.
  ///
  /// - Parameter scales: one for all images, or one for each.
  mutating func zoom(
    _ name: String, _ x: NetworkBuilder.Value, from size: (height: Int, width: Int),
    to target: (height: Int, width: Int), _ scales: [ZoomScale]
  ) throws(ModelError) -> (NetworkBuilder.Value, [ZoomScale]) {
    guard scales.count > 1 else {
      let (zoomed, scale) = try zoom(name, x, from: size, to: target, scales.first ?? .one)
      return (zoomed, [scale])
    }
    var parts: [NetworkBuilder.Value] = []
    var found: [ZoomScale] = []
    for (number, scale) in scales.enumerated() {
      let own = "\(name).image\(number)"
      let bounds = (
        integers("\(own).first", [Int64(number)]), integers("\(own).end", [Int64(number + 1)]),
        integers("\(own).axis", [0])
      )
      let image = nodes.layer([name]) {
        $0.add("Slice", [x, bounds.0, bounds.1, bounds.2])
      }
      let (zoomed, scale) = try zoom(name, image, from: size, to: target, scale, part: own)
      parts.append(zoomed)
      found.append(scale)
    }
    let all = parts
    return (nodes.layer([name]) { $0.add("Concat", all, ["axis": .integer(0)]) }, found)
  }

  private mutating func integers(_ name: String, _ values: [Int64]) -> NetworkBuilder.Value {
    nodes.parameter(.init(name, .int64, .int64(Tensor(shape: [values.count], values: values))))
  }

  /// - Parameter part: what the names of numbers begin with; the layer's for `nil`.
  private mutating func zoom(
    _ name: String, _ x: NetworkBuilder.Value, from size: (height: Int, width: Int),
    to target: (height: Int, width: Int), _ scale: ZoomScale, part: String? = nil
  ) throws(ModelError) -> (NetworkBuilder.Value, ZoomScale) {
    let part = part ?? name
    let rows = try ZoomAxis(size: size.height, target: target.height, scale: scale.height)
    let columns = try ZoomAxis(size: size.width, target: target.width, scale: scale.width)
    var result = x
    func add(
      _ operation: String, _ inputs: [NetworkBuilder.Value?],
      _ attributes: [String: AttributeValue] = [:]
    ) -> NetworkBuilder.Value {
      nodes.layer([name]) { $0.add(operation, inputs, attributes) }
    }
    if rows.kept < size.height || columns.kept < size.width {
      let bounds = [
        integers("\(part).starts", [0, 0]),
        integers("\(part).ends", [Int64(rows.kept), Int64(columns.kept)]),
        integers("\(part).axes", [2, 3]),
      ]
      result = add("Slice", [result] + bounds)
    }
    if rows.resized != rows.kept || columns.resized != columns.kept {
      let sizes = integers("\(part).sizes", [Int64(rows.resized), Int64(columns.resized)])
      result = add(
        "Resize", [result, nil, nil, sizes],
        ["mode": .text("linear"), "axes": .integers([2, 3])])
    }
    if rows.padding > 0 || columns.padding > 0 {
      let pads = integers(
        "\(part).pads", [0, 0, 0, 0, 0, 0, Int64(rows.padding), Int64(columns.padding)])
      result = add("Pad", [result, pads])
    }
    return (result, ZoomScale(height: rows.scale, width: columns.scale))
  }
}

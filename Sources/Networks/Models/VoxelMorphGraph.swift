import Arithmetic
import Values

/// A network of VoxelMorph's and SynthMorph's form that is to be trained: its sizes, the graph that a loss is
/// walked back through, and what it is called as a model.
///
/// Sources: `VxmDense` of VoxelMorph (commit ca28315); Balakrishnan et al. (2019); Hoffmann et al. (2022).
public struct VoxelMorphGraph: Sendable, Equatable {
  /// Filters of each level on the way down, one convolution a level.
  public var encoder: [Int]
  /// Filters on the way up, one convolution a level, then those of the convolutions that follow.
  public var decoder: [Int]
  /// Whether vectors lie on a grid of half the resolution, as SynthMorph's do.
  public var isHalf: Bool
  /// Squarings that integrate the velocity; 0 where vectors are displacements.
  public var steps: Int

  /// - Throws: `ModelError` where it is no network: a level without its way up, displacements at half the
  ///   resolution.
  public init(encoder: [Int], decoder: [Int], isHalf: Bool, steps: Int) throws(ModelError) {
    guard encoder.count >= (isHalf ? 2 : 1), decoder.count >= encoder.count else {
      throw ModelError(
        "\(encoder.count) levels on the way down need as many on the way up, and there are "
          + "\(decoder.count)\(isHalf ? "; half the resolution needs two levels" : "")")
    }
    guard steps > 0 || !isHalf else {
      throw ModelError(
        "vectors at half the resolution are velocities: integrate them with at least one step")
    }
    (self.encoder, self.decoder, self.isHalf, self.steps) = (encoder, decoder, isHalf, steps)
  }

  /// What the images' extents have to be multiples of.
  public var granularity: Int { 1 << encoder.count }

  /// The outputs of the graph that is trained.
  public enum Field: String, CaseIterable, Sendable {
    /// u of every voxel, integrated, at full resolution, in voxels.
    case displacement
    /// The vectors that the network makes, in voxels of their own grid.
    case velocity
  }

  /// The graph that is trained, with parameters of zero that an initializer replaces.
  ///
  /// Inputs are `moving` and `fixed`, `[N, 1, X, Y, Z]`, and `carried`, `[N, C, X, Y, Z]`; outputs `carried`
  /// moved by the displacement, trilinear, the edge going on beyond edges, and the field that a penalty is
  /// for, `[N, 3, …]`.
  ///
  /// - Parameter extents: of the images, multiples of `granularity`.
  /// - Throws: `ModelError` where they are not.
  public func network(extents: [Int], field: Field) throws(ModelError) -> Network {
    guard extents.count == 3, extents.allSatisfy({ $0 > 0 && $0 % granularity == 0 }) else {
      throw ModelError(
        "this network takes images whose sides are multiples of \(granularity), not "
          + extents.map { "\($0)" }.joined(separator: " × "))
    }
    let zeros = try emptyWeights()
    let unet = try RegistrationUNet(RegistrationLayers(zeros), WeightReader(zeros))
    var nodes = NetworkBuilder()
    let grid = extents.map { NetworkInput.Extent.fixed($0) }
    let images = ["moving", "fixed"].map {
      nodes.input($0, .float32, [.named("n"), .fixed(1)] + grid)
    }
    let carried = nodes.input("carried", .float32, [.named("n"), .named("c")] + grid)
    let vectors = unet.add(to: &nodes, images)
    let displacement = nodes.layer("integrate") { nodes in
      integrated(vectors, extents, &nodes)
    }
    let moved = nodes.layer("warp") { nodes in
      GridWarp(extents, &nodes).moved(carried, by: displacement, &nodes)
    }
    return try nodes.network([moved, field == .displacement ? displacement : vectors])
  }

  /// Scaling and squaring, u = v / 2ⁿ, n times u ← u + u ∘ (id + u), then twice as long on a grid twice as
  /// fine.
  private func integrated(
    _ vectors: NetworkBuilder.Value, _ extents: [Int], _ nodes: inout NetworkBuilder
  ) -> NetworkBuilder.Value {
    guard steps > 0 else { return vectors }
    let warp = GridWarp(isHalf ? extents.map { $0 / 2 } : extents, &nodes)
    var field = nodes.multiplied(vectors, by: 1 / Double(1 << steps))
    for _ in 0..<steps {
      field = nodes.add("Add", [field, warp.moved(field, by: field, &nodes)])
    }
    guard isHalf else { return field }
    let factors = nodes.add("Constant", [], ["value_floats": .numbers([1, 1, 2, 2, 2])])
    return nodes.add(
      "Resize", [nodes.multiplied(field, by: 2), nil, factors],
      ["mode": .text("linear"), "coordinate_transformation_mode": .text("align_corners")])
  }

  /// The network with what was learnt as VoxelMorph's PyTorch code calls it: `unet_model.encoder.0.0.main`,
  /// with the arguments of `VxmDense` as `config`.
  ///
  /// - Parameter network: made by `network(extents:field:)`.
  /// - Throws: `ModelError` where it is another one.
  public func model(of network: Network, extents: [Int]) throws(ModelError) -> ModelWeights {
    let found = Dictionary(
      network.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var entries: [ModelWeights.Entry] = []
    for layer in layers {
      for part in ["weight", "bias"] {
        guard let entry = found["\(layer.path).\(part)"] else {
          throw ModelError("the network has no parameter '\(layer.path).\(part)'")
        }
        entries.append(.init("\(layer.name).\(part)", entry.type, entry.tensor))
      }
    }
    return try ModelWeights(entries, format: .pytorch, metadata: [.init("config", config(extents))])
  }

  /// The arguments that `VxmDense` is made with.
  private func config(_ extents: [Int]) -> Value {
    [
      "inshape": .list(extents.map(Value.integer)),
      "nb_unet_features": .list(
        [encoder, decoder].map { .list($0.map(Value.integer)) }),
      "int_steps": .integer(steps), "int_downsize": .integer(isHalf ? 2 : 1),
      "unet_half_res": .boolean(isHalf),
    ]
  }

  private struct Layer {
    /// In VoxelMorph's PyTorch code.
    var name: String
    /// In the graph.
    var path: String
    /// `[O, C, 3, 3, 3]`.
    var shape: [Int]
  }

  /// In the order in which they run.
  private var layers: [Layer] {
    var layers: [Layer] = []
    var channels = 2
    func add(_ name: String, _ path: String, _ filters: Int) {
      layers.append(Layer(name: name, path: path, shape: [filters, channels, 3, 3, 3]))
      channels = filters
    }
    let levels = encoder.count
    for (level, filters) in encoder.enumerated() {
      add("unet_model.encoder.\(level).0.main", "encode\(level).conv0", filters)
    }
    for (level, filters) in decoder.prefix(levels).enumerated() {
      add("unet_model.decoder.\(level).0.main", "decode\(levels - 1 - level).conv0", filters)
      if level < levels - (isHalf ? 1 : 0) { channels += encoder[levels - 1 - level] }
    }
    for (number, filters) in decoder.dropFirst(levels).enumerated() {
      add("unet_model.remaining.\(number).main", "final.conv\(number)", filters)
    }
    add("flow", Self.flow, 3)
    return layers
  }

  /// The layer that makes vectors.
  public static let flow = "flow"

  private func emptyWeights() throws(ModelError) -> ModelWeights {
    var entries: [ModelWeights.Entry] = []
    for layer in layers {
      for (part, shape) in [("weight", layer.shape), ("bias", [layer.shape[0]])] {
        entries.append(
          .init(
            "\(layer.name).\(part)", .float32, .float32(Tensor(shape: shape, repeating: 0))))
      }
    }
    return try ModelWeights(entries, format: .pytorch)
  }
}

/// Images at x + u(x) as nodes of a graph, by `GridSample`, whose grids run from −1 to 1.
private struct GridWarp {
  /// Where every voxel lies, `[1, 3, X, Y, Z]`, last axis first.
  private let identity: NetworkBuilder.Value
  /// Of a voxel along each axis, last axis first, `[1, 3, 1, 1, 1]`.
  private let lengths: NetworkBuilder.Value
  private let order: NetworkBuilder.Value

  init(_ extents: [Int], _ nodes: inout NetworkBuilder) {
    let steps = extents.reversed().map { $0 > 1 ? 2 / Double($0 - 1) : 0 }
    let (y, z) = (extents[1], extents[2])
    let count = extents.reduce(1, *)
    let places = (0..<3).flatMap { axis in
      (0..<count).map { voxel -> Float in
        let index = axis == 0 ? voxel % z : axis == 1 ? voxel / z % y : voxel / (y * z)
        return Float(Double(index) * steps[axis] - 1)
      }
    }
    identity = nodes.constant([1, 3] + extents, places)
    lengths = nodes.constant([1, 3, 1, 1, 1], steps.map { Float($0) })
    order = nodes.add("Constant", [], ["value_ints": .integers([2, 1, 0])])
  }

  func moved(
    _ images: NetworkBuilder.Value, by field: NetworkBuilder.Value, _ nodes: inout NetworkBuilder
  ) -> NetworkBuilder.Value {
    let turned = nodes.add("Gather", [field, order], ["axis": .integer(1)])
    let places = nodes.add("Add", [nodes.add("Mul", [turned, lengths]), identity])
    let grid = nodes.add("Transpose", [places], ["perm": .integers([0, 2, 3, 4, 1])])
    return nodes.add(
      "GridSample", [images, grid],
      [
        "mode": .text("bilinear"), "align_corners": .integer(1), "padding_mode": .text("border"),
      ])
  }
}

extension NetworkBuilder {
  fileprivate mutating func constant(_ shape: [Int], _ values: [Float]) -> Value {
    add(
      "Constant", [], ["value": .tensor(.float32, .float32(Tensor(shape: shape, values: values)))])
  }

  fileprivate mutating func multiplied(_ x: Value, by factor: Double) -> Value {
    add("Mul", [x, add("Constant", [], ["value_float": .number(factor)])])
  }
}

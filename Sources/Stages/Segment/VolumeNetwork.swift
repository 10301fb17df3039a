import Arithmetic
import Figures
import Imaging
import Networks
import PipelineKit

/// A network that gives numbers for each voxel of images on one grid: whole or window by window, mirrored
/// or not, its last layer slab by slab where that saves memory.
struct VolumeNetwork {
  private let network: Network
  /// The network up to its last convolution, and that, where it is one of single voxels.
  private let head: NetworkHead?
  private let plan: NetworkPlan
  private let windows: SlidingWindows?
  /// Axes along which images are mirrored, in all combinations.
  private let mirrored: [Int]
  private let output: Int
  private let shape: [Int]
  let classes: Int

  /// How windows and mirrors are asked for.
  struct Options {
    /// Three extents, or none for the whole image at once.
    var window: [Int] = []
    var overlap = 0.5
    var mirrored: [Int] = []
    /// Which of the network's outputs is taken.
    var output = 0
    /// Bytes that the network's values may take at once.
    var limit = NetworkPlan.defaultLimit
  }

  /// Elements that the last layer makes at once.
  private static let part = 1 << 25

  /// - Parameters:
  ///   - images: how many there are.
  ///   - shape: their voxels, `[X, Y, Z]`.
  /// - Throws: `ModelError`, `StageError` where the network does not take them or gives something else.
  init(
    _ weights: ModelWeights, images: Int, shape: [Int], format: RealFormat, _ options: Options
  ) throws {
    network = try Network(weights)
    self.shape = shape
    mirrored = options.mirrored
    output = options.output
    guard network.outputs.indices.contains(output) else {
      throw StageError(
        "the network has \(network.outputs.count) outputs, so there is no output \(output + 1)")
    }
    windows =
      options.window.isEmpty
      ? nil : SlidingWindows(shape: shape, window: options.window, overlap: options.overlap)
    let extents = windows?.window ?? shape
    let shapes = try Self.inputShapes(network, images: images, extents)
    let whole = try NetworkHead.split(network, output: output, format: format)
    if windows == nil, mirrored.isEmpty, let whole {
      head = whole
      plan = try NetworkPlan(whole.body, shapes: shapes, format: format, limit: options.limit)
      classes = whole.classes
      guard let fact = plan.outputs.first, fact.shape == [1, whole.channels] + extents else {
        throw StageError("its last convolution does not keep the image's \(extents.times) voxels")
      }
    } else {
      head = nil
      plan = try NetworkPlan(network, shapes: shapes, format: format, limit: options.limit)
      let fact = plan.outputs[output]
      guard fact.shape.count == 5, fact.shape[0] == 1, fact.shape[1] > 0,
        Array(fact.shape[2...]) == extents, fact.type == .float32
      else {
        throw StageError(
          "its output is \(fact.text), where float32 1 × classes × \(extents.times) was expected")
      }
      classes = fact.shape[1]
    }
  }

  /// One input with a channel for each image, or one input for each.
  static func inputShapes(_ network: Network, images: Int, _ extents: [Int]) throws
    -> [[Int]]
  {
    if network.inputs.count == 1 { return [[1, images] + extents] }
    guard network.inputs.count == images else {
      throw StageError(
        "it takes \(network.inputs.count) inputs, and \(Counted.text(images, "image")) are connected"
      )
    }
    return network.inputs.map { _ in [1, 1] + extents }
  }

  /// The images as the network takes them.
  static func inputs(_ images: [RealTensor], _ network: Network) -> [RealTensor] {
    let single = images.map { $0.reshaped([1, 1] + $0.shape) }
    return network.inputs.count == 1 ? [.concatenate(single, axis: 1)] : single
  }

  /// What it will do, for the log.
  var summary: String {
    let runs = (windows?.starts.count ?? 1) << mirrored.count
    let additions = plan.multiplyAdds + (head?.multiplyAdds(shape) ?? 0)
    return "\(plan.rows.count + (head == nil ? 0 : 1)) operations, "
      + "\(NumberText.fixed(Double(additions) / 1e9, 3)) billion multiply-adds, "
      + "\(plan.peak >> 20) MiB of values at once" + (runs > 1 ? ", \(runs) times" : "")
  }

  /// Runs the network, and hands its numbers on in slabs `[1, classes, n, Y, Z]`, first ones first.
  ///
  /// - Parameters:
  ///   - images: of the shape that was announced, in the arithmetic's format.
  ///   - samples: gets values of every layer, of the first window where there are several.
  func run(
    _ images: [RealTensor], _ arithmetic: any Arithmetic, samples: LayerSamples,
    progress: (Double) throws -> Void, slab: (RealTensor) throws -> Void
  ) throws {
    if let windows {
      return try slab(
        try windowed(images, windows, arithmetic, samples: samples, progress: progress))
    }
    guard let head else {
      let count = Double(1 << mirrored.count)
      return try slab(
        try mirroredRun(images, arithmetic, samples: samples) { try progress($0 / count) })
    }
    let features = try numbers(
      of: plan, images, arithmetic, output: 0, samples: samples, progress: progress)
    let thickness = max(1, Self.part / max(1, classes * shape[1] * shape[2]))
    let inner = head.layer.reduce(arithmetic) { $0.layer($1) }
    for start in stride(from: 0, to: shape[0], by: thickness) {
      let part = features.slice(start..<min(shape[0], start + thickness), axis: 2)
      let made = head.apply(part, inner)
      samples.take(made, of: head.node, slab: start, of: shape[0])
      try slab(made)
    }
  }

  private func numbers(
    of plan: NetworkPlan, _ images: [RealTensor], _ arithmetic: any Arithmetic, output: Int,
    samples: LayerSamples?, progress: (Double) throws -> Void
  ) throws -> RealTensor {
    let made = try plan.run(
      Self.inputs(images, network).map { .real($0) }, arithmetic,
      observe: samples?.observe, progress: progress)
    guard case .real(let numbers) = made[output] else {
      throw StageError("its output holds no real numbers")
    }
    return numbers
  }

  /// The mean over all combinations of mirrored axes, each turned back.
  private func mirroredRun(
    _ images: [RealTensor], _ arithmetic: any Arithmetic, samples: LayerSamples?,
    progress: (Double) throws -> Void
  ) throws -> RealTensor {
    var sum: RealTensor?
    let count = 1 << mirrored.count
    for combination in 0..<count {
      let axes = mirrored.indices.filter { combination >> $0 & 1 == 1 }.map { mirrored[$0] }
      let made = try numbers(
        of: plan, images.map { $0.reversed(along: axes) }, arithmetic, output: output,
        samples: combination == 0 ? samples : nil
      ) { try progress(Double(combination) + $0) }
      let back = made.reversed(along: axes.map { $0 + 2 })
      sum = sum.map { arithmetic.layer("mirrors").add($0, back) } ?? back
    }
    guard let sum, count > 1 else { return sum ?? images[0] }
    return arithmetic.layer("mirrors").divide(sum, Double(count))
  }

  /// Weighted sums over windows, divided by the sums of weights.
  private func windowed(
    _ images: [RealTensor], _ windows: SlidingWindows, _ arithmetic: any Arithmetic,
    samples: LayerSamples, progress: (Double) throws -> Void
  ) throws -> RealTensor {
    let (window, format) = (windows.window, arithmetic.format)
    let inner = VoxelBox(
      zip(windows.before, shape).map { $0..<$0 + $1 })
    let padded = images.map { $0.placed(in: inner, of: windows.padded) }
    let weights = RealTensor(format, shape: window, try windows.weights().doubles)
    let spread = RealTensor.concatenate(
      [RealTensor](repeating: weights.reshaped([1] + window), count: classes), axis: 0)
    var sums = WindowSums(classes: classes, windows.padded, format)
    let total = Double(windows.starts.count << mirrored.count)
    let merge = arithmetic.layer("windows")
    for (number, start) in windows.starts.enumerated() {
      let box = VoxelBox(zip(start, window).map { $0..<$0 + $1 })
      let made = try mirroredRun(
        padded.map { $0.cropped(to: box) }, arithmetic, samples: number == 0 ? samples : nil
      ) { try progress((Double(number << mirrored.count) + $0) / total) }
      let weighted = merge.multiply(made.reshaped([classes] + window), spread)
      sums.add(weighted, weights, in: box, merge)
    }
    return sums.quotient(in: inner, merge).reshaped([1, classes] + shape)
  }
}

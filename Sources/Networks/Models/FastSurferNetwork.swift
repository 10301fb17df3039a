public import Arithmetic
import Values

/// A network of FastSurfer's with its weights: it labels the middle one of a few neighbouring slices.
public struct FastSurferNetwork: Sendable {
  private let graph: FastSurferGraph
  private let weights: ModelWeights
  /// Height and width at which the encoder works; `nil` for those of the slices.
  private let window: (height: Int, width: Int)?

  /// Sizes follow from the shapes of the weights; the network is one of any resolution (VINN) where they
  /// have an `inp_block`.
  ///
  /// - Parameter window: height and width that the encoder of such a network works at, multiples of 16;
  ///   FastSurfer's are 256.
  /// - Throws: `ModelError` naming tensors that are missing, surplus, or of another shape or type.
  public init(_ weights: ModelWeights, window: (height: Int, width: Int) = (256, 256))
    throws(ModelError)
  {
    graph = try FastSurferGraph(weights)
    self.weights = weights
    self.window = graph.inputFilters == nil ? nil : window
    let least = (height: graph.granularity, width: graph.granularity)
    let network = try graph.network(size: least, weights: weights)
    let tensors = network.parameters.filter(\.type.isFloating)
    let counters = tensors.compactMap { ModelWeights.batchCounter(beside: $0.name) }
    try weights.require(
      exactly: tensors.map { .init($0.name, $0.tensor.shape) } + counters.map { .init($0, []) })
  }

  /// Slices that it sees at once: channels of its input.
  public var slices: Int { graph.slices }
  /// Classes that it tells apart: channels of its output.
  public var classes: Int { graph.classes }

  /// The network for slabs `[count, slices, height, width]` with values from 0 to 1, which gives their
  /// logits `[count, classes, height, width]`.
  ///
  /// - Parameter scale: how many times coarser than the slabs' pixels 1 mm is; networks of a fixed
  ///   resolution have no use for it.
  /// - Throws: `ModelError` where the network does not take slabs of this size or scale.
  public func plan(
    _ count: Int = 1, size: (height: Int, width: Int), scale: ZoomScale = .one, format: RealFormat
  ) throws(ModelError) -> NetworkPlan {
    try NetworkPlan(
      network(size: size, scale: scale),
      shapes: [[count, slices, size.height, size.width]], format: format)
  }

  /// The graph for slices of one size and scale.
  ///
  /// - Throws: as `plan`.
  public func network(size: (height: Int, width: Int), scale: ZoomScale = .one) throws(ModelError)
    -> Network
  {
    try graph.network(size: size, window: window, scales: [scale], weights: weights)
  }

  /// The plane of the slices that a checkpoint was trained on, where it says so: `DATA.PLANE` of its
  /// configuration, a YAML text.
  public static func plane(_ weights: ModelWeights) -> String? {
    guard case .string(let text)? = weights[metadata: "config"] else { return nil }
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "PLANE:" { return words[1].lowercased() }
    }
    return nil
  }
}

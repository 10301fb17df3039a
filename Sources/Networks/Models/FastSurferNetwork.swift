public import Arithmetic
import Values

/// A network that labels the middle one of a few neighbouring slices.
public protocol FastSurferNetwork: Sendable {
  /// Slices that it sees at once: channels of its input.
  var slices: Int { get }
  /// Classes that it tells apart: channels of its output.
  var classes: Int { get }

  /// The logits `[N, classes, H, W]` of slabs `[N, slices, H, W]` with values from 0 to 1.
  ///
  /// - Parameter scales: for each slab, how many times coarser than its pixels 1 mm is; networks of
  ///   a fixed resolution have no use for it.
  /// - Throws: `ModelError` where the network does not take slabs of this shape or scale.
  func logits(_ slabs: RealTensor, scales: [ZoomScale], _ arithmetic: any Arithmetic)
    throws(ModelError) -> RealTensor
}

extension FastSurferNetwork {
  func check(_ slabs: RealTensor) throws(ModelError) {
    precondition(slabs.shape.count == 4, "[N, slices, H, W] expected, not \(slabs.shape)")
    guard slabs.shape[1] == slices else {
      throw ModelError("this network sees \(slices) slices at once, not \(slabs.shape[1])")
    }
  }
}

/// FastSurfer's networks, told apart by their weights.
public enum FastSurfer {
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

  /// The network that `weights` are those of: VINN where they have an `inp_block`.
  ///
  /// - Throws: `ModelError` naming tensors that are missing, surplus, or of another shape or type.
  public static func network(_ weights: ModelWeights, format: RealFormat) throws(ModelError)
    -> any FastSurferNetwork
  {
    weights.names.contains { $0.hasPrefix("inp_block.") }
      ? try FastSurferVINN(weights, format: format) : try FastSurferCNN(weights, format: format)
  }
}

/// One logit a class from all channels of a pixel.
struct Classifier: Sendable {
  let classes: Int
  private let name: String
  private let convolution: Convolution

  init(_ reader: WeightReader, channels: Int) throws(ModelError) {
    name = reader.name
    classes = try reader.layer("conv").shapeOfFilters(axes: 2)[0]
    convolution = try Convolution(
      reader.layer("conv"), channels: channels, filters: classes, kernel: [1, 1])
  }

  func callAsFunction(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    convolution(x, arithmetic.layer(name))
  }
}

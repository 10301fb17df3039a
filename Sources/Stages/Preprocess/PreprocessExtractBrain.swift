import Arithmetic
import Figures
import Imaging
import Networks
import PipelineKit

/// The brain of a head by trained networks.
struct PreprocessExtractBrain: Stage {
  static let kind = "preprocess/extract-brain"
  static let version = 2
  static let summary =
    "Brain mask, and the head without all that is not brain, by trained networks."
  static let source =
    "Fisch et al. (2024), Computers in Biology and Medicine 179: deepbet 1.0.2, `bet.py`, without its "
    + "dilation."

  /// Layers are those of the networks.
  static let layers = ["box", "brain", "normalize"]

  static let image = Input<Volume>(
    "image", called: "the image", "A T1-weighted head on any grid; NaN counts as 0.")
  static let network = Input<ModelWeights>(
    "network", "The network that finds the brain in its box: deepbet's `model.pt`.")
  static let boxNetwork = Input<ModelWeights>(
    "box-network", "The network that finds the brain's box: deepbet's `bbox_model.pt`.")
  static let mask = Output<Labels>("mask", "1 in the brain, on the image's grid.")
  static let brain = Output<Volume>("brain", "The image with 0 outside the mask.")
  static let probability = Output<Volume>(
    "probability", "Of brain, 0 to 1: what a perturbation moves before the mask changes.")
  static let method = Parameter(
    "method", .choice(Method.self), default: .deepbet,
    "`deepbet`: a network for the box and one for the brain; the largest part, holes filled.")
  static let threshold = Parameter(
    "threshold", .number(minimum: 0, maximum: 1), default: 0.5,
    "Probability above which a voxel is brain.")

  static let sides = Parameter(
    "sides", .list(of: .integer(minimum: 32, maximum: 512), minimumCount: 2), unit: "voxels",
    default: [128, 256],
    "Sides of the cubes that the network for the box and the one for the brain look at, multiples of "
      + "32: what they were trained on.")

  static let inputs = list(image, network, boxNetwork)
  static let outputs = list(mask, brain, probability)
  static let grids = [SharedGrid("image", outputs: ["mask", "brain", "probability"])]
  static let parameters = list(method, threshold, sides)

  enum Method: String, CaseIterable { case deepbet }

  private let threshold: Double
  private let sides: (box: Int, brain: Int)

  init(_ values: ParameterValues) throws {
    threshold = values[Self.threshold]
    let given = values[Self.sides]
    guard given.count == 2, given.allSatisfy({ $0.isMultiple(of: 32) }) else {
      throw ParameterError(Self.sides, "two multiples of 32 are needed, not \(given)")
    }
    sides = (given[0], given[1])
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let image = try inputs[Self.image]
    let deepbet = try Deepbet(
      box: try inputs[Self.boxNetwork], brain: try inputs[Self.network], sides: sides, arithmetic)
    let voxels = arithmetic.convert(image.voxels, to: arithmetic.format).withFiniteOnly
    let order = AxisOrder(image.affine)
    let (probability, box) = try deepbet.probability(of: order.apply(voxels)) {
      try context.progress(0.98 * $0)
    }
    context.log(
      "the brain's box, right-anterior-superior: "
        + box.ranges.map { "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: " × "))
    let shape = image.voxels.shape
    let mask = order.undo(
      try Deepbet.mask(probability, in: box, above: threshold), shape: shape)
    let volume = Double(mask.values.count { $0 != 0 }) * image.grid.voxelVolume / 1000
    context.log("\(NumberText.fixed(volume, 1)) ml of brain")
    return [
      Self.mask(Labels(voxels: mask.map(Int32.init), on: image.grid)),
      Self.brain(Volume(voxels: image.voxels.masked(by: mask), on: image.grid)),
      Self.probability(
        Volume(voxels: order.undo(probability, shape: shape), on: image.grid)),
    ]
  }
}

extension RealTensor {
  /// The voxels where a mask is not 0, and 0 elsewhere.
  fileprivate func masked(by mask: Tensor<UInt8>) -> RealTensor {
    switch self {
    case .binary32(let x):
      .binary32(Tensor(shape: shape, values: zip(x.values, mask.values).map { $1 == 0 ? 0 : $0 }))
    case .binary64(let x):
      .binary64(Tensor(shape: shape, values: zip(x.values, mask.values).map { $1 == 0 ? 0 : $0 }))
    }
  }
}

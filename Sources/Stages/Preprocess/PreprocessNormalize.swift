import Imaging
import PipelineKit

/// Intensities brought to a common range by a linear map.
struct PreprocessNormalize: Stage {
  static let kind = "preprocess/normalize"
  static let version = 2
  static let summary = "Intensities of a volume brought to a common range by a linear map."
  static let source =
    "Range: SynthMorph's min-max scaling; white-matter-peak: the target of FreeSurfer's "
    + "mri_normalize, 110 for white matter."

  static let image = Input<Volume>(
    "image", "Any intensities; they must be finite and not all equal.")
  static let mask = Input<MaskImage?>(
    "mask",
    "Voxels that the statistics are taken from: where it is not 0. All where it is not given.")
  static let normalized = Output<Volume>(
    "image", "The volume on its own grid, in the format of the arithmetic.")
  static let method = Parameter(
    "method", .choice(Method.self), default: .range,
    "`range`: least to 0, greatest to 1; `percentiles`: two percentiles to 0 and 1, cut off "
      + "beyond; `z-score`: mean 0, standard deviation 1; `white-matter-peak`: the bright peak of a "
      + "T1-weighted image to 110.")
  static let lower = Parameter(
    "lower", .number(minimum: 0, maximum: 100), unit: "%", default: 1,
    "Percentile that goes to 0, for `percentiles`.")
  static let upper = Parameter(
    "upper", .number(minimum: 0, maximum: 100), unit: "%", default: 99,
    "Percentile that goes to 1, for `percentiles`.")

  static let inputs = list(image, mask)
  static let outputs = list(normalized)
  static let grids = [SharedGrid("image", "mask", outputs: ["image"])]
  static let parameters = list(method, lower, upper)

  enum Method: String, CaseIterable {
    case range, percentiles
    case zScore = "z-score"
    case whiteMatterPeak = "white-matter-peak"
  }

  private let normalization: Normalization

  init(_ values: ParameterValues) throws {
    let (lower, upper) = (values[Self.lower], values[Self.upper])
    guard lower < upper else {
      throw ParameterError(Self.lower, "lower (\(lower)) must be below upper (\(upper))")
    }
    normalization =
      switch values[Self.method] {
      case .range: .range
      case .percentiles: .percentiles(lower: lower, upper: upper)
      case .zScore: .zScore
      case .whiteMatterPeak: .whiteMatterPeak
      }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let volume = try inputs[Self.image]
    let mask = try inputs[Self.mask].map {
      try VoxelMask($0, on: volume.grid, name: "the image").labels(on: volume.grid)
    }
    return [
      Self.normalized(
        try naming("the image") { try normalization.apply(volume, mask: mask, context.arithmetic) })
    ]
  }
}

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

  static let inputs = [
    Port("image", .volume, "Any intensities; they must be finite and not all equal."),
    Port(
      "mask", anyOf: [.labels, .volume],
      "Voxels that the statistics are taken from: where it is not 0. All where it is not given.",
      optional: true),
  ]
  static let outputs = [
    Port("image", .volume, "The volume on its own grid, in the format of the arithmetic.")
  ]
  static let parameters = [
    Parameter(
      "method", .choice(["range", "percentiles", "z-score", "white-matter-peak"]),
      default: "range",
      "`range`: least to 0, greatest to 1; `percentiles`: two percentiles to 0 and 1, cut off "
        + "beyond; `z-score`: mean 0, standard deviation 1; `white-matter-peak`: the bright peak of a "
        + "T1-weighted image to 110."),
    Parameter(
      "lower", .number(minimum: 0, maximum: 100), unit: "%", default: 1.0,
      "Percentile that goes to 0, for `percentiles`."),
    Parameter(
      "upper", .number(minimum: 0, maximum: 100), unit: "%", default: 99.0,
      "Percentile that goes to 1, for `percentiles`."),
  ]

  private let normalization: Normalization

  init(_ values: ParameterValues) throws {
    let (lower, upper) = (values.number("lower"), values.number("upper"))
    guard lower < upper else {
      throw ParameterError("lower", "lower (\(lower)) must be below upper (\(upper))")
    }
    normalization =
      switch values.string("method") {
      case "percentiles": .percentiles(lower: lower, upper: upper)
      case "z-score": .zScore
      case "white-matter-peak": .whiteMatterPeak
      default: .range
      }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let volume = try inputs.one("image").volume(name: "the image")
    let mask = try inputs.optional("mask").map {
      try VoxelMask($0, on: volume.grid, name: "the image").labels(on: volume.grid)
    }
    return [
      "image": .volume(
        try naming("the image") { try normalization.apply(volume, mask: mask, context.arithmetic) })
    ]
  }
}

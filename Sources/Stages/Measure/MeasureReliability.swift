import Arithmetic
import Imaging
import PipelineKit
import Statistics

/// Whether the confidence of a label map is right: calibration against the truth.
struct MeasureReliability: Stage {
  static let kind = "measure/reliability"
  static let version = 1
  static let summary =
    "Calibration error and Brier score of a label map's confidence, given the truth."
  static let source =
    "Expected calibration error with bins of equal width, Guo et al. (2017), ICML; Brier (1950), Monthly "
    + "Weather Review 78, of the event that the label is right."
  static let usesArithmetic = false

  static let labels = Input<Labels>("labels", "Label maps of an ensemble, or of a network.")
  static let confidence = Input<Volume>(
    "confidence",
    "How likely each voxel's label is, 0 to 1: agreement of `ensemble/vote`, or probability of the others."
  )
  static let truth = Input<Labels>("truth", "The true labels on the same grid.")
  static let mask = Input<Labels?>(
    "mask",
    "Voxels that count, where it is not 0; those that the map or the truth labels otherwise.")
  static let bins = Output<Table>(
    "bins",
    "A row for each bin: lower, upper, voxels, confidence (mean), accuracy (part that is right).")
  static let overall = Output<Table>(
    "summary",
    "One row: voxels, accuracy, mean confidence, expected and maximum calibration error, Brier score."
  )
  static let binCount = Parameter(
    "bins", .integer(minimum: 1, maximum: 1000), default: 10, "Bins of equal width from 0 to 1.")

  static let inputs = list(labels, confidence, truth, mask)
  static let outputs = list(bins, overall)
  static let grids = [SharedGrid("labels", "confidence", "truth", "mask")]
  static let parameters = list(binCount)

  private let bins: Int

  init(_ values: ParameterValues) { bins = values[Self.binCount] }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels = try inputs[Self.labels]
    let confidence = try inputs[Self.confidence]
    let truth = try inputs[Self.truth]
    let mask = try inputs[Self.mask]
    let name = "the label map"
    try confidence.grid.requireSame(as: labels.grid, name: "the confidence", otherName: name)
    try truth.grid.requireSame(as: labels.grid, name: "the truth", otherName: name)
    try mask?.grid.requireSame(as: labels.grid, name: "the mask", otherName: name)
    var reliability = Reliability(bins: bins)
    let values = confidence.voxels.doubles
    for voxel in values.indices {
      let (said, right) = (labels.voxels.values[voxel], truth.voxels.values[voxel])
      guard mask.map({ $0.voxels.values[voxel] != 0 }) ?? (said != 0 || right != 0) else {
        continue
      }
      guard values[voxel] >= -1e-4, values[voxel] <= 1.0001 else {
        throw StageError(
          "the confidence holds \(values[voxel]), which is no probability: they lie from 0 to 1")
      }
      reliability.add(confidence: values[voxel], isRight: said == right)
    }
    guard reliability.count > 0 else {
      throw StageError("no voxel counts: the mask is empty, or nothing is labelled")
    }
    let sum = reliability.bins.reduce(0.0) {
      $0 + ($1.count > 0 ? $1.confidence * Double($1.count) : 0)
    }
    func number(_ name: String, _ value: Double) -> Table.Column { .init(name, .numbers([value])) }
    return [
      Self.bins(
        Table([
          .init("lower", .numbers(reliability.bins.map(\.lower))),
          .init("upper", .numbers(reliability.bins.map(\.upper))),
          .init("voxels", .integers(reliability.bins.map(\.count))),
          .init("confidence", .numbers(reliability.bins.map(\.confidence))),
          .init("accuracy", .numbers(reliability.bins.map(\.accuracy))),
        ])),
      Self.overall(
        Table([
          .init("voxels", .integers([reliability.count])), number("accuracy", reliability.accuracy),
          number("confidence", sum / Double(reliability.count)),
          number("calibration-error", reliability.expectedCalibrationError),
          number("maximum-calibration-error", reliability.maximumCalibrationError),
          number("brier", reliability.brierScore),
        ])),
    ]
  }
}

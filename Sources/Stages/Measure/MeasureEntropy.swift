import Arithmetic
import Imaging
import PipelineKit

/// Where label maps of the same thing disagree: the entropy of each voxel's label.
struct MeasureEntropy: Stage {
  static let kind = "measure/entropy"
  static let version = 2
  static let summary = "Shannon entropy of each voxel's label over label maps of the same thing."
  static let source =
    "Shannon (1948): E = −Σ p ln p over labels, p the part of samples with the label, as in arXiv "
    + "2308.01939: 0 where all agree, at most ln n for n samples."
  static let usesArithmetic = false

  static let samples = Input<Many<Labels>>(
    "samples", called: "the sample", atLeast: 2, "At least two label maps on one grid.")
  static let entropy = Output<Volume>("entropy", "Entropy of each voxel, in nats.")
  static let labels = Output<Table>(
    "labels",
    "A row for each label and its name: voxels that some sample gives it, the part of them on "
      + "which samples differ, mean and maximum of their entropy.")
  static let overall = Output<Table>(
    "summary",
    "One row: samples; voxels that some sample labels, and on how many of them samples differ; "
      + "mean, 95th percentile and maximum of their entropy; the greatest possible entropy.")

  static let size = Parameter(
    "size", later: .integer(minimum: 2),
    "Samples to take, those that `measure/dice` takes; all where it is not given. Entropy grows with their "
      + "number: families are compared at one size.")
  static let inputs = list(samples)
  static let outputs = list(entropy, labels, overall)
  static let grids = [SharedGrid("samples", outputs: ["entropy"])]
  static let parameters = list(size)

  private let draw: EnsembleDraw

  init(_ values: ParameterValues) {
    draw = EnsembleDraw(size: values[Self.size])
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let (items, maps) = try draw.load(inputs[Self.samples]) { try context.progress(0.5 * $0) }
    guard maps.count >= 2 else {
      throw StageError(
        "entropy needs at least two samples, and this job got \(items.count); name the axis of the "
          + "repeats under `over`")
    }
    let samples = maps.map(\.voxels)
    let entropy = try naming("the samples") { try LabelEntropy(samples) }
    return [
      Self.entropy(
        Volume(
          voxels: .binary32(Tensor(shape: samples[0].shape, values: entropy.values)),
          on: maps[0].grid)),
      Self.labels(entropy.labelTable), Self.overall(entropy.summary),
    ]
  }
}

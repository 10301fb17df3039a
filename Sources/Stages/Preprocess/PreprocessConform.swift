import Arithmetic
import Imaging
import PipelineKit

/// FreeSurfer's conformed space, as FastSurfer makes it.
struct PreprocessConform: Stage {
  static let kind = "preprocess/conform"
  static let version = 2
  static let summary = "An isotropic LIA cube of 8-bit intensities, as FastSurfer conforms images."
  static let source =
    "FastSurfer 2.4.0-dev (commit 7c45785), FastSurferCNN/data_loader/conform.py; after FreeSurfer's "
    + "mri_convert --conform. The file's one matrix is taken, as run_prediction.py does, where conform.py "
    + "alone would take a qform that differs from the sform."

  static let image = Input<StoredVolume>(
    "image",
    "A head, any grid and intensities; 8-bit integers without a scale in their file are not rescaled "
      + "(FastSurfer clips those with one).")
  static let conformed = Output<StoredVolume>(
    "image", "At least 256³ voxels, whole numbers 0…255, stored as uint8.")
  static let voxelSize = Parameter(
    "voxel-size", optional: .number(minimum: 0.1, maximum: 1), unit: "mm",
    "Edge of a voxel; where not given the smallest of the image's own, at most 1.")
  static let threshold = Parameter(
    "threshold", .number(minimum: 0, maximum: 1), unit: "mm", default: 0.95,
    "A smallest voxel edge above this becomes exactly 1; not used with `voxel-size`.")
  static let cube = Parameter(
    "cube", .choice(Cube.self), default: .fixed,
    "`fixed`: 256 voxels along an edge at 1 mm, and what lies outside is cut with a warning; `grow`: "
      + "as many as the field of view needs.")

  static let inputs = list(image)
  static let outputs = list(conformed)
  static let parameters = list(voxelSize, threshold, cube)

  enum Cube: String, CaseIterable { case fixed, grow }

  private let conform: Conform

  init(_ values: ParameterValues) throws {
    let size: Conform.VoxelSize =
      values[Self.voxelSize].map { .millimetres($0) }
      ?? .smallest(threshold: values[Self.threshold])
    do { conform = try Conform(voxelSize: size, grows: values[Self.cube] == .grow) } catch {
      throw ParameterError(Self.voxelSize, error.message)
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let image = try inputs[Self.image]
    try image.requireUndisputedSizes(name: Self.image.called)
    let conformed = try naming(Self.image.called) {
      try conform.apply(image.volume, isUInt8: image.format == .uint8, context.arithmetic) {
        context.warn($0)
      }
    }
    return [Self.conformed(StoredVolume(conformed, as: .uint8))]
  }
}

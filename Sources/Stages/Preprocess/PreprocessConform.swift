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

  static let inputs = [
    Port(
      "image", .volume,
      "A head, any grid and intensities; 8-bit integers without a scale in their file are not rescaled "
        + "(FastSurfer clips those with one).")
  ]
  static let outputs = [
    Port("image", .volume, "At least 256³ voxels, whole numbers 0…255, stored as uint8.")
  ]
  static let parameters = [
    Parameter(
      "voxel-size", .number(minimum: 0.1, maximum: 1), unit: "mm", default: .null,
      "Edge of a voxel; where not given the smallest of the image's own, at most 1."),
    Parameter(
      "threshold", .number(minimum: 0, maximum: 1), unit: "mm", default: 0.95,
      "A smallest voxel edge above this becomes exactly 1; not used with `voxel-size`."),
    Parameter(
      "cube", .choice(["fixed", "grow"]), default: "fixed",
      "`fixed`: 256 voxels along an edge at 1 mm, and what lies outside is cut with a warning; `grow`: "
        + "as many as the field of view needs."),
  ]

  private let conform: Conform

  init(_ values: ParameterValues) throws {
    let size: Conform.VoxelSize =
      values.isNull("voxel-size")
      ? .smallest(threshold: values.number("threshold"))
      : .millimetres(values.number("voxel-size"))
    do { conform = try Conform(voxelSize: size, grows: values.string("cube") == "grow") } catch {
      throw ParameterError("voxel-size", error.message)
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let artifact = try inputs.one("image")
    let volume = try artifact.volume(name: "the image")
    try artifact.requireUndisputedSizes(name: "the image")
    let isUInt8 = if case .uint8? = artifact[dataset: "data"] { true } else { false }
    let conformed = try naming("the image") {
      try conform.apply(volume, isUInt8: isUInt8, context.arithmetic) { context.warn($0) }
    }
    return ["image": .volume(conformed, as: .uint8)]
  }
}

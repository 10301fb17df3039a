import Arithmetic
import Imaging
import Networks
import PipelineKit

/// The affine or rigid transform between two images, by SynthMorph's network.
struct RegisterSynthMorphAffine: Stage {
  static let kind = "register/synthmorph-affine"
  static let version = 1
  static let summary =
    "Affine or rigid registration by SynthMorph's network, whatever the contrast."
  static let source =
    "Hoffmann et al. (2023), SPIE Medical Imaging 12464; (2024), Imaging Neuroscience 2; "
    + "VxmAffineFeatureDetector of VoxelMorph (commit ca28315)."

  static let layers = ["normalize", "detect", "fit", "warp"]

  static let inputs = [
    Port(
      "moving", .volume,
      "The image to move; conformed, for instance: both images have as many voxels, of one size."),
    Port("fixed", .volume, "The image to move it onto; its grid is that of `resampled`."),
    Port("network", .model, "Weights of SynthMorph's affine network."),
  ]
  static let outputs = [
    Port(
      "transform", .affine,
      "From millimetres of the fixed world to millimetres of the moving world."),
    Port("resampled", .volume, "The moving image on the fixed grid, trilinear, 0 outside."),
  ]
  static let parameters = [
    Parameter(
      "dof", .choice(["rigid", "affine"]), default: "affine",
      "6 (rotation and shift) or 12 degrees of freedom.")
  ]

  private let isRigid: Bool

  init(_ values: ParameterValues) { isRigid = values.string("dof") == "rigid" }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let moving = try NetworkImage(inputs, "moving", arithmetic)
    let fixed = try NetworkImage(inputs, "fixed", arithmetic)
    guard moving.volume.voxels.shape == fixed.volume.voxels.shape else {
      throw StageError(
        "the moving image has \(moving.volume.voxels.shape.times) voxels and the fixed image "
          + "\(fixed.volume.voxels.shape.times): conform both first")
    }
    guard let world = fixed.volume.affine.inverse else {
      throw StageError("the fixed image's affine cannot be inverted")
    }
    return try naming("the network") {
      let network = try AffineFeatureDetector(
        inputs.one("network").weights(), format: arithmetic.format)
      let rows = try network.register(
        moving: moving.normalized(arithmetic), fixed: fixed.normalized(arithmetic),
        isRigid: isRigid, arithmetic
      ) { try context.progress(0.97 * $0) }
      guard rows.allSatisfy(\.isFinite) else {
        throw StageError("the network finds no transform: its numbers are not finite")
      }
      let transform = moving.volume.affine * Affine(rows: rows) * world
      guard transform.determinant > 0 else {
        throw StageError(
          "it finds a transform that mirrors the moving image, determinant \(transform.determinant): look "
            + "at the images' orientations, and whether the weights are those of SynthMorph")
      }
      let resampled = try naming("registration") {
        try Resampling.apply(
          transform, to: moving.volume, onto: fixed.volume.grid, interpolation: .linear,
          arithmetic.layer("warp"))
      }
      return ["transform": .affine(transform), "resampled": .volume(resampled)]
    }
  }
}

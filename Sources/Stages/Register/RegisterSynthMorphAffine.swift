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

  static let moving = Input<Volume>(
    "moving", called: "the moving image",
    "The image to move; conformed, for instance: both images have as many voxels, of one size.")
  static let fixed = Input<Volume>(
    "fixed", called: "the fixed image",
    "The image to move it onto; its grid is that of `resampled`.")
  static let network = Input<ModelWeights>("network", "Weights of SynthMorph's affine network.")
  static let transform = Output<Affine>(
    "transform", "From millimetres of the fixed world to millimetres of the moving world.")
  static let resampled = Output<Volume>(
    "resampled", "The moving image on the fixed grid, trilinear, 0 outside.")
  static let freedom = Parameter(
    "dof", .choice(Freedom.self), default: .affine,
    "6 (rotation and shift) or 12 degrees of freedom.")

  static let inputs = list(moving, fixed, network)
  static let outputs = list(transform, resampled)
  static let grids = [SharedGrid("fixed", outputs: ["resampled"])]
  static let parameters = list(freedom)

  enum Freedom: String, CaseIterable { case rigid, affine }

  private let isRigid: Bool

  init(_ values: ParameterValues) { isRigid = values[Self.freedom] == .rigid }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let moving = try NetworkImage(inputs, Self.moving, arithmetic)
    let fixed = try NetworkImage(inputs, Self.fixed, arithmetic)
    guard moving.volume.voxels.shape == fixed.volume.voxels.shape else {
      throw StageError(
        "the moving image has \(moving.volume.voxels.shape.times) voxels and the fixed image "
          + "\(fixed.volume.voxels.shape.times): conform both first")
    }
    guard let world = fixed.volume.affine.inverse else {
      throw StageError("the fixed image's affine cannot be inverted")
    }
    return try naming("the network") {
      let network = try AffineFeatureDetector(inputs[Self.network])
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
      return [Self.transform(transform), Self.resampled(resampled)]
    }
  }
}

import Arithmetic
import Imaging
import Networks
import PipelineKit

/// A displacement for every voxel, by a network of SynthMorph or VoxelMorph.
struct RegisterSynthMorph: Stage {
  static let kind = "register/synthmorph"
  static let version = 2
  static let summary = "Non-linear registration by a network of SynthMorph or VoxelMorph."
  static let source =
    "Hoffmann et al. (2022), IEEE Trans. Med. Imaging 41 (SynthMorph); Balakrishnan et al. (2019), "
    + "IEEE Trans. Med. Imaging 38; Dalca et al. (2018), MICCAI; VxmDense of VoxelMorph (commit "
    + "ca28315)."

  static let layers = [
    "normalize", "encode*", "decode*", "final", "flow", "rescale", "forward", "back", "warp",
  ]

  static let inputs = [
    Port("moving", .volume, "The image to move, a brain, aligned by an affine transform."),
    Port("fixed", .volume, "The image to move it onto, a brain on the same grid."),
    Port("network", .model, "Weights: VxmDense of Keras or PyTorch, or VoxelMorph's of 2018."),
  ]
  static let outputs = [
    Port("moved", .volume, "The moving image on the fixed one, trilinear."),
    Port("moved-back", .volume, "The fixed image on the moving one, trilinear."),
    Port(
      "field", .field,
      "Displacements u in voxels along the grid's axes: moved(x) = moving(x + u(x))."),
    Port(
      "field-back", .field,
      "The same for `moved-back`: of the negated velocity, so the inverse of `field`; of a network "
        + "that does not integrate, the negated displacement."),
  ]
  static let parameters = [
    Parameter(
      "normalize", .choice(["min-max", "none"]), default: "min-max",
      "What networks see: `min-max`, each image from 0 to 1; `none`, intensities as they are."),
    Parameter(
      "steps", .integer(minimum: 0, maximum: 30), default: .null,
      "Squarings that integrate the velocity; by default as the network's file says, else 7. Not for "
        + "networks whose file fixes them (`models/xy/miccai_2018_*` of VoxelMorph)."),
  ]

  private let normalizes: Bool
  private let steps: Int?

  init(_ values: ParameterValues) {
    normalizes = values.string("normalize") == "min-max"
    steps = values.isNull("steps") ? nil : values.integer("steps")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let moving = try NetworkImage(inputs, "moving", arithmetic)
    let fixed = try NetworkImage(inputs, "fixed", arithmetic)
    let grid = fixed.volume.grid
    try moving.volume.grid.requireSame(
      as: grid, name: "the moving image", otherName: "the fixed image")
    func seen(_ image: NetworkImage) throws -> RealTensor {
      normalizes ? try image.normalized(arithmetic) : image.volume.voxels
    }
    return try naming("the network") {
      let network = try VoxelMorph(
        inputs.one("network").weights(), format: arithmetic.format, steps: steps)
      let fields = try network.register(
        moving: seen(moving), fixed: seen(fixed), arithmetic
      ) { try context.progress(0.97 * $0) }
      func moved(_ image: NetworkImage, by field: Displacement) -> Artifact {
        let voxels = field.warp(
          image.volume.voxels.reshaped([1] + grid.shape), edge: network.edge,
          arithmetic.layer("warp"))
        return .volume(Volume(voxels: voxels.reshaped(grid.shape), on: grid))
      }
      return [
        "moved": moved(moving, by: fields.forward),
        "moved-back": moved(fixed, by: fields.back),
        "field": .displacement(fields.forward, on: grid),
        "field-back": .displacement(fields.back, on: grid),
      ]
    }
  }
}

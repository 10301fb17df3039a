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

  static let moving = Input<Volume>(
    "moving", called: "the moving image",
    "The image to move, a brain, aligned by an affine transform.")
  static let fixed = Input<Volume>(
    "fixed", called: "the fixed image", "The image to move it onto, a brain on the same grid.")
  static let network = Input<ModelWeights>(
    "network", "Weights: VxmDense of Keras or PyTorch, or VoxelMorph's of 2018.")
  static let moved = Output<Volume>("moved", "The moving image on the fixed one, trilinear.")
  static let movedBack = Output<Volume>(
    "moved-back", "The fixed image on the moving one, trilinear.")
  static let field = Output<DisplacementField>(
    "field", "Displacements u in voxels along the grid's axes: moved(x) = moving(x + u(x)).")
  static let fieldBack = Output<DisplacementField>(
    "field-back",
    "The same for `moved-back`: of the negated velocity, so the inverse of `field`; of a network "
      + "that does not integrate, the negated displacement.")
  static let normalize = Parameter(
    "normalize", .choice(Seen.self), default: .fromZeroToOne,
    "What networks see: `min-max`, each image from 0 to 1; `none`, intensities as they are.")
  static let steps = Parameter(
    "steps", optional: .integer(minimum: 0, maximum: 30),
    "Squarings that integrate the velocity; by default as the network's file says, else 7. Not for "
      + "networks whose file fixes them (`models/xy/miccai_2018_*` of VoxelMorph).")

  static let inputs = list(moving, fixed, network)
  static let outputs = list(moved, movedBack, field, fieldBack)
  static let grids = [
    SharedGrid("fixed", "moving", outputs: ["moved", "moved-back", "field", "field-back"])
  ]
  static let parameters = list(normalize, steps)

  enum Seen: String, CaseIterable {
    case fromZeroToOne = "min-max"
    case asItIs = "none"
  }

  private let normalizes: Bool
  private let steps: Int?

  init(_ values: ParameterValues) {
    normalizes = values[Self.normalize] == .fromZeroToOne
    steps = values[Self.steps]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let moving = try NetworkImage(inputs, Self.moving, arithmetic)
    let fixed = try NetworkImage(inputs, Self.fixed, arithmetic)
    let grid = fixed.volume.grid
    try moving.volume.grid.requireSame(
      as: grid, name: "the moving image", otherName: "the fixed image")
    func seen(_ image: NetworkImage) throws -> RealTensor {
      normalizes ? try image.normalized(arithmetic) : image.volume.voxels
    }
    return try naming("the network") {
      let weights = try inputs[Self.network]
      TrainedOn.warn(
        [weights], given: [moving.volume.voxels, fixed.volume.voxels], context)
      let network = try VoxelMorph(weights, steps: steps)
      let fields = try network.register(
        moving: seen(moving), fixed: seen(fixed), arithmetic
      ) { try context.progress(0.97 * $0) }
      func moved(_ image: NetworkImage, by field: Displacement) -> Volume {
        let voxels = field.warp(
          image.volume.voxels.reshaped([1] + grid.shape), edge: network.edge,
          arithmetic.layer("warp"))
        return Volume(voxels: voxels.reshaped(grid.shape), on: grid)
      }
      return [
        Self.moved(moved(moving, by: fields.forward)),
        Self.movedBack(moved(fixed, by: fields.back)),
        Self.field(DisplacementField(fields.forward, on: grid)),
        Self.fieldBack(DisplacementField(fields.back, on: grid)),
      ]
    }
  }
}

import Arithmetic
import Imaging
import Networks
import PipelineKit

/// A displacement for every voxel, by a network of SynthMorph or VoxelMorph.
struct RegisterSynthMorph: Stage {
  static let kind = "register/synthmorph"
  static let version = 1
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
      "Squarings that integrate the velocity; by default as the network's file says, else 7."),
  ]

  private let normalizes: Bool
  private let steps: Int?

  init(_ values: ParameterValues) {
    normalizes = values.string("normalize") == "min-max"
    steps = values.isNull("steps") ? nil : values.integer("steps")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let moving = try volume(inputs, "moving", arithmetic)
    let fixed = try volume(inputs, "fixed", arithmetic)
    try moving.grid.requireSame(
      as: fixed.grid, name: "the moving image", otherName: "the fixed image")
    do {
      let network = try VoxelMorph(
        inputs.one("network").weights(), format: arithmetic.format, steps: steps)
      let fields = try network.register(
        moving: normalized(moving, "moving", arithmetic),
        fixed: normalized(fixed, "fixed", arithmetic), arithmetic
      ) { try context.progress(0.97 * $0) }
      func moved(_ volume: Volume, by field: Displacement) -> Artifact {
        let voxels = field.warp(
          volume.voxels.reshaped([1] + volume.voxels.shape), outside: network.outside,
          arithmetic.layer("warp"))
        return .volume(
          Volume(voxels: voxels.reshaped(volume.voxels.shape), affine: fixed.affine))
      }
      return [
        "moved": moved(moving, by: fields.forward),
        "moved-back": moved(fixed, by: fields.back),
        "field": .displacement(fields.forward, fixed.affine),
        "field-back": .displacement(fields.back, fixed.affine),
      ]
    } catch let error as ModelError { throw StageError("the network: \(error.message)") }
  }

  private func volume(_ inputs: Inputs, _ port: String, _ arithmetic: any Arithmetic) throws
    -> Volume
  {
    var volume = try inputs.one(port).volume(name: "the \(port) image")
    guard volume.voxels.doubles.allSatisfy(\.isFinite) else {
      throw StageError("the \(port) image has voxels that are not finite numbers")
    }
    volume.voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
    return volume
  }

  /// (x − least) / (greatest − least).
  private func normalized(_ volume: Volume, _ name: String, _ arithmetic: any Arithmetic) throws
    -> RealTensor
  {
    guard normalizes else { return volume.voxels }
    let values = volume.voxels.doubles
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    guard greatest > least else {
      throw StageError("the \(name) image is empty: all its voxels are \(least)")
    }
    let arithmetic = arithmetic.layer("normalize")
    let format = arithmetic.format
    let range = arithmetic.subtract(
      RealTensor(format, shape: [1], [greatest]), RealTensor(format, shape: [1], [least]))
    return arithmetic.divide(arithmetic.add(volume.voxels, -least), range.doubles[0])
  }
}

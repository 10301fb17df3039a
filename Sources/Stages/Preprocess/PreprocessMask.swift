import Imaging
import PipelineKit

/// An image with everything outside a mask set to 0: a brain out of a head, given its mask.
struct PreprocessMask: Stage {
  static let kind = "preprocess/mask"
  static let version = 1
  static let summary = "An image or labels with all voxels outside a mask set to 0."
  static let source = "As FSL's fslmaths -mas: voxels are kept or set to 0, nothing is computed."
  static let usesArithmetic = false

  static let image = Input<Artifact>("image", anyOf: [.volume, .labels], "What to mask.")
  static let mask = Input<MaskImage>(
    "mask", anyOf: [.volume, .labels],
    "On the same grid; voxels that are 0 or NaN are outside. A brain-extracted copy of the image "
      + "serves as well as a mask of ones.")
  static let masked = Output<Artifact>(
    "image", from: image, [.volume: .volume, .labels: .labels],
    "The input with 0 outside the mask; the stored type of its voxels is kept.")

  static let inputs = list(image, mask)
  static let outputs = list(masked)
  static let grids = [SharedGrid("image", "mask", outputs: ["image"])]
  static let parameters: [AnyParameter] = []

  init(_ values: ParameterValues) {}

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var image = try inputs[Self.image]
    let grid = try Grid(of: image, name: "the image")
    let isInside = try VoxelMask(inputs[Self.mask], on: grid, name: "the image").isInside
    for index in image.datasets.indices where image.datasets[index].name == "data" {
      image.datasets[index].elements.keepOnly(isInside)
    }
    return [Self.masked(image)]
  }
}

import Arithmetic
import Imaging
import PipelineKit

/// An image or labels carried through a transform onto another grid.
struct RegisterApply: Stage {
  static let kind = "register/apply"
  static let version = 1
  static let summary = "An image or labels carried through an affine transform onto another grid."
  static let source =
    "Trilinear interpolation; cubic convolution by Keys (1981), IEEE Trans. ASSP 29; nearest voxel "
    + "for labels."

  static let inputs = [
    Port("image", anyOf: [.volume, .labels], "What to carry: the moving image, or its labels."),
    Port(
      "transform", .affine,
      "From millimetres of the fixed world to millimetres of the moving world, as register/affine "
        + "gives it."),
    Port(
      "fixed", anyOf: [.volume, .labels], "The grid to carry it onto; its values are not used."),
  ]
  static let outputs = [
    Port(
      "resampled", from: "image", [.volume: .volume, .labels: .labels],
      "The image on the fixed grid, in the format of the arithmetic; or the labels.")
  ]
  static let parameters = [
    Parameter(
      "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: .null,
      "How values between voxels are made; by default `linear` for volumes. Labels take `nearest` "
        + "only."),
    Parameter(
      "inverse", .boolean, default: false,
      "Go through the inverse of the transform: carries a fixed image onto a moving grid."),
    Parameter("outside", .number(), default: 0.0, "Value beyond the image's edge; labels take 0."),
  ]

  private let interpolation: Interpolation?
  private let isInverse: Bool
  private let outside: Double

  init(_ values: ParameterValues) {
    interpolation =
      values.isNull("interpolation")
      ? nil : Interpolation(rawValue: values.string("interpolation"))
    isInverse = values.boolean("inverse")
    outside = values.number("outside")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let image = try inputs.one("image")
    let grid = try Grid(of: inputs.one("fixed"), name: "the fixed image")
    var transform = try inputs.one("transform").affine(name: "the transform")
    if isInverse {
      guard let inverse = transform.inverse else {
        throw StageError("the transform has no inverse: its matrix is singular")
      }
      transform = inverse
    }
    if image.type == .labels {
      guard interpolation == nil || interpolation == .nearest else {
        throw StageError("labels are carried with interpolation `nearest`; leave it out")
      }
      let labels = try image.labels(name: "the labels")
      return try naming("the labels") {
        [
          "resampled": .labels(
            try Resampling.apply(transform, to: labels, onto: grid, context.arithmetic))
        ]
      }
    }
    var volume = try image.volume(name: "the image")
    volume.voxels = context.arithmetic.convert(volume.voxels, to: context.arithmetic.format)
    let resampled = try naming("the image") {
      try Resampling.apply(
        transform, to: volume, onto: grid, interpolation: interpolation ?? .linear,
        outside: outside, context.arithmetic)
    }
    return ["resampled": .volume(resampled)]
  }
}

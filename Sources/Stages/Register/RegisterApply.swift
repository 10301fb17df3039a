import Arithmetic
import Imaging
import Networks
import PipelineKit

/// An image or labels carried through a transform onto another grid, or through a field on its own.
struct RegisterApply: Stage {
  static let kind = "register/apply"
  static let version = 1
  static let summary = "An image or labels carried through an affine transform or a field."
  static let source =
    "Trilinear interpolation; cubic convolution by Keys (1981), IEEE Trans. ASSP 29; nearest voxel "
    + "for labels."

  static let inputs = [
    Port("image", anyOf: [.volume, .labels], "What to carry: the moving image, or its labels."),
    Port(
      "transform", anyOf: [.affine, .field],
      "From millimetres of the fixed world to millimetres of the moving world, as register/affine "
        + "and files of ITK, FreeSurfer, FSL and MNI give it; or displacements of voxels, as register/synthmorph gives them, for an image on "
        + "the same grid."),
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
        + "only, and volumes `linear` through a field."),
    Parameter(
      "inverse", .boolean, default: false,
      "Go through the inverse of an affine transform: carries a fixed image onto a moving grid."),
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
    if try inputs.one("transform").type == .field {
      return try apply(inputs.one("transform"), to: image, on: grid, context.arithmetic)
    }
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

  /// Through displacements of the voxels of one grid.
  private func apply(
    _ transform: Artifact, to image: Artifact, on grid: Grid, _ arithmetic: any Arithmetic
  ) throws -> Outputs {
    let (field, its) = try transform.displacement(name: "the field", arithmetic)
    try its.requireSame(as: grid, name: "the field", otherName: "the fixed image")
    try Grid(of: image, name: "the image")
      .requireSame(as: grid, name: "the image", otherName: "the fixed image")
    guard !isInverse else {
      throw StageError(
        "a field cannot be inverted here; connect `field-back` of register/synthmorph instead")
    }
    guard interpolation == nil || interpolation == (image.type == .labels ? .nearest : .linear)
    else {
      throw StageError(
        "through a field labels are carried with interpolation `nearest` and volumes with `linear`; "
          + "leave it out")
    }
    if image.type == .labels {
      let labels = try image.labels(name: "the labels")
      let voxels = field.warp(labels: labels.voxels, arithmetic)
      return ["resampled": .labels(Labels(voxels: voxels, on: grid))]
    }
    let voxels = arithmetic.convert(
      try image.volume(name: "the image").voxels, to: arithmetic.format)
    let warped = field.warp(
      voxels.reshaped([1] + voxels.shape), edge: .value(outside), arithmetic)
    return [
      "resampled": .volume(Volume(voxels: warped.reshaped(voxels.shape), on: grid))
    ]
  }
}

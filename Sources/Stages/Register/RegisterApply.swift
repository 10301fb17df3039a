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

  static let image = Input<CarriedImage>(
    "image", "What to carry: the moving image, or its labels.")
  static let transform = Input<SpatialTransform>(
    "transform",
    "From millimetres of the fixed world to millimetres of the moving world, as register/affine "
      + "and files of ITK, FreeSurfer, FSL and MNI give it; or displacements of voxels, as register/synthmorph gives them, for an image on "
      + "the same grid.")
  static let fixed = Input<Grid>(
    "fixed", called: "the fixed image", "The grid to carry it onto; its values are not used.")
  static let resampled = Output<Artifact>(
    "resampled", from: image, [.volume: .volume, .labels: .labels],
    "The image on the fixed grid, in the format of the arithmetic; or the labels.")
  static let interpolation = Parameter(
    "interpolation", optional: .choice(Interpolation.self),
    "How values between voxels are made; by default `linear` for volumes. Labels take `nearest` "
      + "only, and volumes `linear` through a field.")
  static let inverse = Parameter(
    "inverse", .boolean, default: false,
    "Go through the inverse of an affine transform: carries a fixed image onto a moving grid.")
  static let outside = Parameter(
    "outside", .number(), default: 0, "Value beyond the image's edge; labels take 0.")

  static let inputs = list(image, transform, fixed)
  static let outputs = list(resampled)
  static let grids = [
    SharedGrid("fixed", "image", "transform", where: ("transform", .field)),
    SharedGrid("fixed", outputs: ["resampled"]),
  ]
  static let parameters = list(interpolation, inverse, outside)

  private let interpolation: Interpolation?
  private let isInverse: Bool
  private let outside: Double

  init(_ values: ParameterValues) {
    interpolation = values[Self.interpolation]
    isInverse = values[Self.inverse]
    outside = values[Self.outside]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let grid = try inputs[Self.fixed]
    let image = try inputs[Self.image]
    return switch try inputs[Self.transform] {
    case .affine(let affine):
      [Self.resampled(try apply(affine, to: image, on: grid, context.arithmetic))]
    case .field(let field):
      [Self.resampled(try apply(field, to: image, on: grid, context.arithmetic))]
    }
  }

  private func apply(
    _ affine: Affine, to image: CarriedImage, on grid: Grid, _ arithmetic: any Arithmetic
  ) throws -> Artifact {
    var transform = affine
    if isInverse {
      guard let inverse = transform.inverse else {
        throw StageError("the transform has no inverse: its matrix is singular")
      }
      transform = inverse
    }
    switch image {
    case .labels(let labels):
      guard interpolation == nil || interpolation == .nearest else {
        throw StageError("labels are carried with interpolation `nearest`; leave it out")
      }
      return try naming("the labels") {
        .labels(try Resampling.apply(transform, to: labels, onto: grid, arithmetic))
      }
    case .volume(var volume):
      volume.voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
      return try naming("the image") {
        .volume(
          try Resampling.apply(
            transform, to: volume, onto: grid, interpolation: interpolation ?? .linear,
            outside: outside, arithmetic))
      }
    }
  }

  /// Through displacements of the voxels of one grid.
  private func apply(
    _ field: DisplacementField, to image: CarriedImage, on grid: Grid,
    _ arithmetic: any Arithmetic
  ) throws -> Artifact {
    try field.grid.requireSame(as: grid, name: "the field", otherName: "the fixed image")
    try image.grid.requireSame(as: grid, name: "the image", otherName: "the fixed image")
    guard !isInverse else {
      throw StageError(
        "a field cannot be inverted here; connect `field-back` of register/synthmorph instead")
    }
    let suits: Interpolation = if case .labels = image { .nearest } else { .linear }
    guard interpolation == nil || interpolation == suits else {
      throw StageError(
        "through a field labels are carried with interpolation `nearest` and volumes with `linear`; "
          + "leave it out")
    }
    let displacement = field.displacement(arithmetic)
    switch image {
    case .labels(let labels):
      let voxels = displacement.warp(labels: labels.voxels, arithmetic)
      return .labels(Labels(voxels: voxels, on: grid))
    case .volume(let volume):
      let voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
      let warped = displacement.warp(
        voxels.reshaped([1] + voxels.shape), edge: .value(outside), arithmetic)
      return .volume(Volume(voxels: warped.reshaped(voxels.shape), on: grid))
    }
  }
}

/// What is carried from grid to grid.
enum CarriedImage: ArtifactDecodable {
  case volume(Volume)
  case labels(Labels)

  static let artifactTypes: [ArtifactType] = [.volume, .labels]

  init(from artifact: Artifact, named name: String) throws {
    self =
      artifact.type == .labels
      ? .labels(try artifact.labels(name: "the labels")) : .volume(try artifact.volume(name: name))
  }

  var grid: Grid {
    switch self {
    case .volume(let volume): volume.grid
    case .labels(let labels): labels.grid
    }
  }
}

/// What an image is carried through.
enum SpatialTransform: ArtifactDecodable {
  case affine(Affine)
  case field(DisplacementField)

  static let artifactTypes: [ArtifactType] = [.affine, .field]

  init(from artifact: Artifact, named name: String) throws {
    self =
      artifact.type == .field
      ? .field(try DisplacementField(from: artifact, named: "the field"))
      : .affine(try Affine(from: artifact, named: name))
  }
}

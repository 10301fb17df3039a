import Arithmetic
import Imaging
import Networks
public import PipelineKit

extension ArtifactType {
  /// A displacement or velocity field: data set `data`, shape `[X, Y, Z, 3]`; attributes as of a volume,
  /// and `unit`.
  public static let field = ArtifactType("field")
}

enum FieldType: ComparableType {
  static let type = ArtifactType.field

  static func files(of item: SourceItem) throws -> [String] {
    [item.path] + (try FieldReader(item).images)
  }

  static func inspect(_ item: SourceItem) throws -> SourceGrid? {
    guard writtenEndings.contains(where: item.path.lowercased().hasSuffix) else { return nil }
    return try ImageFile.sourceGrid(item, field: try FieldReader(item).convention)
  }

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    if !writtenEndings.contains(where: item.path.lowercased().hasSuffix),
      let advice = ImageFile.fieldAdvice(item.path)
    {
      throw StageError(advice)
    }
    try require(item.path, endsIn: writtenEndings, ignoringCase: true)
    let (vectors, geometry) = try explainingFiles {
      try FieldReader(item).read(ImageOptions(item))
    }
    for warning in geometry.warnings { warn("\(item.fileName): \(warning)") }
    let grid = Grid(
      shape: Array(vectors.shape.prefix(3)), affine: geometry.affine, space: geometry.space)
    return .displacement(Displacement(vectors: vectors), on: grid)
  }

  static let writtenEndings = [".nii.gz", ".nii"]

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let field = try DisplacementField(from: artifact, named: path)
    try explainingFiles {
      try NIfTI.write(
        displacements: field.vectors, field.grid.affine, space: field.grid.space, to: path,
        description: description)
    }
  }

  static let bitsType = ArtifactType.volume

  static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues {
    let (grid, elements) = try VolumeType.voxels(of: artifact, name: name, rowCount: rowCount)
    return SampleValues(form: Form(voxels: grid), elements: elements)
  }

  /// A vector of three for each voxel.
  private struct Form: SampleForm {
    let voxels: Grid
    var grid: Grid? { voxels }

    func requireSame(as other: any SampleForm, name: String, otherName: String) throws {
      guard let other = other as? Form else { throw mismatch(name, otherName) }
      try voxels.requireSame(as: other.voxels, name: name, otherName: otherName)
    }

    /// The mean over each vector's components.
    func merged(_ bits: [Double]) -> [Double] {
      (0..<voxels.voxelCount).map { Self.mean(bits[(3 * $0)..<(3 * $0 + 3)]) }
    }

    func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact {
      VolumeType.map(ofBits: bits, on: voxels, precision: precision)
    }

    /// Mean of the finite ones; NaN where there is none.
    private static func mean(_ values: ArraySlice<Double>) -> Double {
      let finite = values.filter(\.isFinite)
      return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
    }
  }
}

extension Artifact {
  /// A displacement of each voxel of a grid: data set `data`, `[X, Y, Z, 3]`, in voxels along the
  /// grid's axes; attributes `affine` and `unit`, which is `voxel`.
  static func displacement(_ field: Displacement, on grid: Grid) -> Artifact {
    let elements: DatasetElements =
      switch field.vectors {
      case .binary32(let tensor): .float32(tensor)
      case .binary64(let tensor): .float64(tensor)
      }
    return Artifact(
      type: .field, datasets: [Dataset("data", elements)],
      attributes: grid.attributes + [.init("unit", .string("voxel"))])
  }

  /// The vectors that this artifact holds, `[X, Y, Z, 3]` in voxels, and their grid.
  ///
  /// - Throws: `StageError` where it is no field of displacements in voxels.
  func displacements(name: String) throws -> (vectors: RealTensor, grid: Grid) {
    let grid = try Grid(of: self, name: name)
    guard type == .field, self[attribute: "unit"] == .string("voxel") else {
      throw StageError("\(name) is no field of displacements in voxels")
    }
    switch self[dataset: "data"] {
    case .float32(let tensor)?: return (.binary32(tensor), grid)
    case .float64(let tensor)?: return (.binary64(tensor), grid)
    default: throw StageError("\(name) has no vectors that are real numbers")
    }
  }
}

/// A displacement of each voxel of a grid.
struct DisplacementField: ArtifactDecodable, ArtifactEncodable {
  static let artifactTypes = [ArtifactType.field]

  /// `[X, Y, Z, 3]`, in voxels along the grid's axes.
  let vectors: RealTensor
  let grid: Grid

  init(_ displacement: Displacement, on grid: Grid) {
    vectors = displacement.vectors
    self.grid = grid
  }

  init(from artifact: Artifact, named name: String) throws {
    (vectors, grid) = try artifact.displacements(name: name)
  }

  var artifact: Artifact { .displacement(Displacement(vectors: vectors), on: grid) }

  /// The displacement in the arithmetic's format.
  func displacement(_ arithmetic: any Arithmetic) -> Displacement {
    Displacement(vectors: arithmetic.convert(vectors, to: arithmetic.format))
  }
}

import Arithmetic
public import Imaging
public import PipelineKit

extension ArtifactType {
  /// A 4 × 4 matrix from world to world, in millimetres: data set `matrix`.
  public static let affine = ArtifactType("affine")
}

/// Files as `TransformReader` and `TransformExport` know them.
enum AffineType: ComparableType {
  static let type = ArtifactType.affine

  static let options = TransformReader.options
  static let endings = TransformReader.endings

  static func files(of item: SourceItem) -> [String] {
    [item.path] + TransformReader.images(of: item)
  }

  static let hasNoHeader = true

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try TransformReader(item: item).read()
  }

  static let writtenEndings = TransformExport.endings.map(\.ending)

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    try TransformExport(as: nil, moving: nil, fixed: nil, path: path).write(artifact, to: path)
  }

  static let isSmall = true

  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    artifact.datasets.map { dataset in
      let rows = dataset.elements.rows(dataset.elements.texts)
      return .table(header: nil, rows: rows, rightAligned: Set(rows[0].indices))
    }
  }

  static func content(_ artifact: Artifact) -> Value? {
    artifact.datasets.first.map { dataset in
      .list(dataset.elements.rows(dataset.elements.values).map(Value.list))
    }
  }

  static let bitsType = ArtifactType.table

  /// The twelve numbers of the top three rows.
  static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues {
    let values = Array(try artifact.affineMatrix(name: name).prefix(12))
    return SampleValues(
      form: Form(), elements: .float64(Tensor(shape: [12], values: values)))
  }

  private struct Form: SampleForm {
    let showsReference = true

    func requireSame(as other: any SampleForm, name: String, otherName: String) throws {
      guard other is Form else { throw mismatch(name, otherName) }
    }

    func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact {
      .table(
        Table([
          .init("row", .integers((0..<12).map { $0 / 4 + 1 })),
          .init("column", .integers((0..<12).map { $0 % 4 + 1 })),
          .init("reference", .numbers(reference)), .init("bits", .numbers(bits)),
        ]))
    }
  }
}

extension Artifact {
  /// A transform from world to world, in millimetres: data set `matrix`, 4 × 4, binary64.
  ///
  /// - Parameter isReversed: whether a file gave the inverse, from the moving to the fixed world, as
  ///   its format has it: attribute `file-direction`, `moving-to-fixed`.
  static func affine(_ affine: Affine, isReversed: Bool = false) -> Artifact {
    let matrix = affine.rows + [0, 0, 0, 1]
    return Artifact(
      type: .affine,
      datasets: [Dataset("matrix", .float64(Tensor(shape: [4, 4], values: matrix)))],
      attributes: isReversed ? [.init("file-direction", .string("moving-to-fixed"))] : [])
  }

  /// The transform that this artifact holds.
  ///
  /// - Throws: `StageError` where it is not an affine.
  func affine(name: String) throws -> Affine {
    Affine(rows: Array(try affineMatrix(name: name).prefix(12)))
  }

  /// The sixteen numbers of the matrix, by row; the last row is 0 0 0 1.
  func affineMatrix(name: String) throws -> [Double] {
    guard type == .affine, case .float64(let matrix)? = self[dataset: "matrix"],
      matrix.shape == [4, 4], Array(matrix.values.suffix(4)) == [0, 0, 0, 1],
      matrix.values.allSatisfy(\.isFinite)
    else { throw StageError("\(name) is not a 4 × 4 affine matrix of finite numbers") }
    return matrix.values
  }
}

extension Affine: ArtifactDecodable, ArtifactEncodable {
  public static var artifactTypes: [ArtifactType] { [.affine] }
  public init(from artifact: Artifact, named name: String) throws {
    self = try artifact.affine(name: name)
  }
  public var artifact: Artifact { .affine(self) }
}

/// The transform from an image's world to an atlas': as a file that goes from moving to fixed has it,
/// or the matrix as it is.
struct TransformToAtlas: ArtifactDecodable {
  static let artifactTypes = [ArtifactType.affine]

  let affine: Affine

  /// - Throws: `StageError` where it is not an affine with an inverse.
  init(from artifact: Artifact, named name: String) throws {
    let affine = try artifact.affine(name: name)
    guard artifact[attribute: "file-direction"] == .string("moving-to-fixed") else {
      self.affine = affine
      return
    }
    guard let inverse = affine.inverse else { throw StageError("\(name) has no inverse") }
    self.affine = inverse
  }
}

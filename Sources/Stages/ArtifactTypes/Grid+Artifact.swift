public import Imaging
public import PipelineKit

extension Grid {
  var voxelCount: Int { shape.reduce(1, *) }

  /// The grid of a volume, labels or field: shape of data set `data`, and attribute `affine`, the
  /// 4 × 4 matrix from voxel indices to millimetres as four lists of four numbers; `space`, where it is
  /// not `aligned`.
  ///
  /// - Parameter name: how errors name the artifact.
  /// - Throws: `StageError` where it has none, or its shape is not three-dimensional (for a field:
  ///   three-dimensional with three components).
  init(of artifact: Artifact, name: String) throws {
    guard let elements = artifact[dataset: "data"] else {
      throw StageError("\(name) has no voxels: it is of type \(artifact.type.rawValue)")
    }
    let isField = artifact.type == .field
    guard elements.shape.count == (isField ? 4 : 3), !isField || elements.shape[3] == 3 else {
      throw StageError(
        "\(name) has shape \(elements.shape.times), where \(isField ? "X × Y × Z × 3" : "X × Y × Z") "
          + "was expected")
    }
    guard let affine = artifact[attribute: "affine"]?.affine else {
      throw StageError("\(name) has no 4 × 4 matrix from voxels to millimetres")
    }
    let space = artifact[attribute: "space"]?.text.flatMap { WorldSpace(name: $0) }
    self.init(
      shape: Array(elements.shape.prefix(3)), affine: affine, space: space ?? .aligned)
  }

  /// The grid as attributes of an artifact.
  var attributes: [Value.Pair] {
    [.init("affine", .affine(affine))]
      + (space == .aligned ? [] : [.init("space", .string(space.name))])
  }

  /// - Throws: `StageError` where the shapes differ, or the matrices by more than 10⁻⁴.
  func requireSame(as other: Grid, name: String, otherName: String) throws {
    guard shape == other.shape else {
      throw StageError(
        "\(name) has \(shape.times) voxels and \(otherName) has \(other.shape.times); "
          + "resample one onto the other's grid first")
    }
    guard
      zip(affine.rows, other.affine.rows).allSatisfy({
        abs($0 - $1) <= SourceGrid.tolerance
      })
    else {
      throw StageError(
        "\(name) and \(otherName) have the same shape but lie differently in space; "
          + "resample one onto the other's grid first")
    }
  }
}

extension [Int] {
  /// `91 × 109 × 91`.
  var times: String { map { "\($0)" }.joined(separator: " × ") }
}

extension Value {
  /// The affine that a list of four lists of four finite numbers spells.
  var affine: Affine? {
    guard case .list(let rows) = self, rows.count == 4 else { return nil }
    var numbers: [Double] = []
    for row in rows {
      guard case .list(let entries) = row, entries.count == 4 else { return nil }
      for entry in entries {
        guard let number = entry.double, number.isFinite else { return nil }
        numbers.append(number)
      }
    }
    guard Array(numbers.suffix(4)) == [0, 0, 0, 1] else { return nil }
    return Affine(rows: Array(numbers.prefix(12)))
  }

  /// A 4 × 4 matrix as a list of four lists.
  static func affine(_ affine: Affine) -> Value {
    let numbers = affine.rows + [0, 0, 0, 1]
    return .list(
      (0..<4).map { row in .list(numbers[(4 * row)..<(4 * row + 4)].map { .number($0) }) })
  }

  /// The text, where this is text.
  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// The number, where this is one.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

/// The grid of an image whose values are of no account.
extension Grid: ArtifactDecodable {
  public static var artifactTypes: [ArtifactType] { [.volume, .labels] }
  public init(from artifact: Artifact, named name: String) throws {
    try self.init(of: artifact, name: name)
  }
}

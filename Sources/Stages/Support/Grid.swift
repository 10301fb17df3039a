import PipelineKit

/// The voxel grid of a volume, labels or field: its shape and place in space.
struct Grid: Equatable {
  /// `[X, Y, Z]`.
  let shape: [Int]
  /// Voxel indices to millimetres, right-anterior-superior: sixteen numbers by row.
  let matrix: [Double]

  var voxelCount: Int { shape.reduce(1, *) }

  /// The grid of an artifact with a data set `data` and an attribute `affine`.
  ///
  /// - Throws: `StageError` where it has none, or its shape is not three-dimensional (for a field:
  ///   three-dimensional with three components).
  init(of artifact: Artifact, name: String) throws {
    guard let elements = artifact[dataset: "data"] else {
      throw StageError("\(name) has no voxels")
    }
    let isField = artifact.type == .field
    guard elements.shape.count == (isField ? 4 : 3), !isField || elements.shape[3] == 3 else {
      throw StageError(
        "\(name) has shape \(elements.shape), where \(isField ? "[X, Y, Z, 3]" : "[X, Y, Z]") "
          + "was expected")
    }
    guard let matrix = artifact[attribute: "affine"]?.matrix else {
      throw StageError("\(name) has no 4 × 4 matrix from voxels to millimetres")
    }
    self.shape = Array(elements.shape.prefix(3))
    self.matrix = matrix
  }

  /// - Throws: `StageError` where the shapes differ, or the matrices by more than 10⁻⁴.
  func requireSame(as other: Grid, name: String, otherName: String) throws {
    guard shape == other.shape else {
      throw StageError(
        "\(name) has \(shape.times) voxels and \(otherName) has \(other.shape.times); "
          + "resample one onto the other's grid first")
    }
    guard zip(matrix, other.matrix).allSatisfy({ abs($0 - $1) <= 1e-4 }) else {
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
  /// The sixteen numbers of a list of four lists of four numbers.
  var matrix: [Double]? {
    guard case .list(let rows) = self, rows.count == 4 else { return nil }
    var numbers: [Double] = []
    for row in rows {
      guard case .list(let entries) = row, entries.count == 4 else { return nil }
      for entry in entries {
        guard let number = entry.double, number.isFinite else { return nil }
        numbers.append(number)
      }
    }
    return numbers
  }

  /// Sixteen numbers by row as a list of four lists.
  static func matrix(_ numbers: [Double]) -> Value {
    precondition(numbers.count == 16)
    return .list(
      (0..<4).map { row in .list(numbers[(4 * row)..<(4 * row + 4)].map { .number($0) }) })
  }

  /// The number, where this is one.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

/// Where the elements of an array lie, as the header of its file says.
public struct SourceGrid: Sendable, Equatable {
  /// Elements along each axis.
  public var shape: [Int]
  /// From indices to places, by row: a row for each coordinate, a column for each axis and one for the
  /// shift. In millimetres where places are in space.
  public var matrix: [Double]

  /// How far numbers of two matrices may be apart that count as one.
  public static let tolerance = 1e-4

  public init(shape: [Int], matrix: [Double]) {
    self.shape = shape
    self.matrix = matrix
  }

  /// Whether element for element lies at one place.
  public func matches(_ other: SourceGrid) -> Bool {
    shape == other.shape
      && zip(matrix, other.matrix).allSatisfy { abs($0 - $1) <= Self.tolerance }
  }

  /// How far apart the same element of both lies, at most, for grids of one shape.
  func distance(to other: SourceGrid) -> Double {
    let columns = shape.count + 1
    // Differences are affine too, so the greatest is at a corner.
    return (0..<1 << shape.count).map { corner in
      var square = 0.0
      for row in stride(from: 0, to: min(matrix.count, other.matrix.count), by: columns) {
        var apart = matrix[row + columns - 1] - other.matrix[row + columns - 1]
        for axis in shape.indices where corner >> axis & 1 == 1 {
          apart += (matrix[row + axis] - other.matrix[row + axis]) * Double(shape[axis] - 1)
        }
        square += apart * apart
      }
      return square.squareRoot()
    }.max() ?? 0
  }

  /// `256 × 256 × 170`.
  var size: String { shape.map(String.init).joined(separator: " × ") }
}

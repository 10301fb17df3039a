/// A 4 × 4 matrix whose last row is `0 0 0 1`, in binary64.
///
/// Headers' geometry and the transforms between spaces are plain binary64, whatever arithmetic a
/// job runs under: they say where the data lie and are not themselves data.
public struct Affine: Sendable, Equatable {
  /// The top three rows, by row: twelve numbers.
  public var rows: [Double]

  /// - Precondition: twelve numbers.
  public init(rows: [Double]) {
    precondition(rows.count == 12)
    self.rows = rows
  }

  /// The map `x ↦ linear · x + translation`; `linear` is 3 × 3 by row.
  public init(linear: [Double], translation: [Double]) {
    precondition(linear.count == 9 && translation.count == 3)
    rows = (0..<3).flatMap { linear[3 * $0..<3 * $0 + 3] + [translation[$0]] }
  }

  public static let identity = Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])

  /// A shift by `offset`.
  public static func translation(_ offset: [Double]) -> Affine {
    Affine(linear: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: offset)
  }

  /// Turns about the three axes, the first axis first.
  ///
  /// - Parameter halves: tangents of half the angles. Rational, so that the bits are the same on every
  ///   machine, which those of a C library's sines and cosines are not.
  public static func turns(halves: [Double]) -> Affine {
    precondition(halves.count == 3)
    return halves.enumerated().reduce(.identity) { turned, turn in
      let (axis, half) = turn
      let (cosine, sine) = ((1 - half * half) / (1 + half * half), 2 * half / (1 + half * half))
      let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
      var rotation = Affine.identity
      (rotation[a, a], rotation[a, b]) = (cosine, -sine)
      (rotation[b, a], rotation[b, b]) = (sine, cosine)
      return rotation * turned
    }
  }

  /// The element at `row` 0…2 and `column` 0…3.
  public subscript(row: Int, column: Int) -> Double {
    get { rows[4 * row + column] }
    set { rows[4 * row + column] = newValue }
  }

  /// The 3 × 3 part, by row.
  public var linear: [Double] { (0..<3).flatMap { Array(rows[4 * $0..<4 * $0 + 3]) } }

  /// The last column.
  public var translation: [Double] { [rows[3], rows[7], rows[11]] }

  /// Where `point` goes.
  public func apply(_ point: [Double]) -> [Double] {
    precondition(point.count == 3)
    return (0..<3).map {
      self[$0, 0] * point[0] + self[$0, 1] * point[1] + self[$0, 2] * point[2] + self[$0, 3]
    }
  }

  /// The map that applies `right` first and `left` second.
  public static func * (left: Affine, right: Affine) -> Affine {
    var product = [Double](repeating: 0, count: 12)
    for row in 0..<3 {
      for column in 0..<4 {
        var sum = left[row, 0] * right[0, column]
        sum += left[row, 1] * right[1, column]
        sum += left[row, 2] * right[2, column]
        product[4 * row + column] = column == 3 ? sum + left[row, 3] : sum
      }
    }
    return Affine(rows: product)
  }

  /// Determinant of the 3 × 3 part: the volume of the unit cube's image, signed.
  public var determinant: Double {
    self[0, 0] * (self[1, 1] * self[2, 2] - self[1, 2] * self[2, 1])
      - self[0, 1] * (self[1, 0] * self[2, 2] - self[1, 2] * self[2, 0])
      + self[0, 2] * (self[1, 0] * self[2, 1] - self[1, 1] * self[2, 0])
  }

  /// Whether every number is finite and the matrix can be inverted.
  public var isInvertible: Bool {
    guard rows.allSatisfy(\.isFinite) else { return false }
    let scale = voxelSizes.reduce(1, *)
    return scale > 0 && abs(determinant) > 1e-12 * scale
  }

  /// The inverse map, by Gaussian elimination with partial pivoting, as LAPACK's `gesv` does it.
  ///
  /// - Returns: `nil` where the matrix is singular or not finite.
  public var inverse: Affine? {
    guard isInvertible else { return nil }
    var left = (0..<3).map { row in (0..<3).map { self[row, $0] } }
    var right = (0..<3).map { row in (0..<3).map { row == $0 ? 1.0 : 0.0 } + [-self[row, 3]] }
    for pivot in 0..<3 {
      let best = (pivot..<3).max { abs(left[$0][pivot]) < abs(left[$1][pivot]) } ?? pivot
      guard left[best][pivot] != 0 else { return nil }
      left.swapAt(pivot, best)
      right.swapAt(pivot, best)
      for row in pivot + 1..<3 where left[row][pivot] != 0 {
        let factor = left[row][pivot] / left[pivot][pivot]
        for column in pivot..<3 { left[row][column] -= factor * left[pivot][column] }
        for column in 0..<4 { right[row][column] -= factor * right[pivot][column] }
      }
    }
    for row in stride(from: 2, through: 0, by: -1) {
      for column in 0..<4 {
        for known in row + 1..<3 { right[row][column] -= left[row][known] * right[known][column] }
        right[row][column] /= left[row][row]
      }
    }
    return Affine(rows: right.flatMap { $0 })
  }

  /// Lengths of the columns: the distance between neighbouring voxels along each axis.
  public var voxelSizes: [Double] {
    (0..<3).map { column in
      let (x, y, z) = (self[0, column], self[1, column], self[2, column])
      return (x * x + y * y + z * z).squareRoot()
    }
  }
}

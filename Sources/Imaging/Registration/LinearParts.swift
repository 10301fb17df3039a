/// What the linear part of a map does, computed with the four basic operations and square roots alone,
/// so that the bits are the same on every machine.
struct LinearParts {
  /// The angle of its rotation, degrees, 0…180.
  let turn: Double
  /// The least and the greatest factor by which it stretches a direction.
  let scales: ClosedRange<Double>

  /// - Parameter linear: 3 × 3 by row, with a positive determinant.
  init(_ linear: [Double]) {
    turn = Self.angle(Self.rotation(linear))
    let squares = Self.eigenvalues(linear).map { max($0, 0).squareRoot() }
    scales = (squares.min() ?? 0)...(squares.max() ?? 0)
  }

  /// The nearest rotation, by Newton's iteration for the polar decomposition (Higham 1986).
  private static func rotation(_ linear: [Double]) -> [Double] {
    var x = linear
    for _ in 0..<30 {
      guard let inverse = Affine(linear: x, translation: [0, 0, 0]).inverse?.linear else {
        return x
      }
      for index in 0..<9 {
        let transposed = index % 3 * 3 + index / 3
        x[index] = (x[index] + inverse[transposed]) / 2
      }
    }
    return x
  }

  private static func angle(_ rotation: [Double]) -> Double {
    let trace = rotation[0] + rotation[4] + rotation[8]
    // Half of the angle has this sine and cosine, each times 2.
    let (sine, cosine) = (max(3 - trace, 0).squareRoot(), max(1 + trace, 0).squareRoot())
    let degrees = 360 / Double.pi
    return sine < cosine
      ? degrees * arcTangent(sine / cosine) : 180 - degrees * arcTangent(cosine / sine)
  }

  /// For 0…1: halvings of the angle, then the power series.
  private static func arcTangent(_ tangent: Double) -> Double {
    var x = tangent
    for _ in 0..<4 { x /= 1 + (1 + x * x).squareRoot() }
    var sum = 0.0
    for power in stride(from: 15, through: 1, by: -2) {
      sum = (power % 4 == 1 ? 1 : -1) / Double(power) + x * x * sum
    }
    return 16 * x * sum
  }

  /// Eigenvalues of `linearᵀ · linear`, by Jacobi's rotations.
  private static func eigenvalues(_ linear: [Double]) -> [Double] {
    var a = [[Double]](repeating: [0, 0, 0], count: 3)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { a[row][column] += linear[3 * k + row] * linear[3 * k + column] }
      }
    }
    for _ in 0..<12 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        let ratio = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let size = abs(ratio) + (ratio * ratio + 1).squareRoot()
        let tangent = (ratio < 0 ? -1 : 1) / size
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<3 {
          let (left, right) = (a[k][p], a[k][q])
          a[k][p] = cosine * left - sine * right
          a[k][q] = sine * left + cosine * right
        }
        for k in 0..<3 {
          let (left, right) = (a[p][k], a[q][k])
          a[p][k] = cosine * left - sine * right
          a[q][k] = sine * left + cosine * right
        }
      }
    }
    return (0..<3).map { a[$0][$0] }
  }
}

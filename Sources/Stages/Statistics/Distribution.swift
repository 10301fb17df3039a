/// Location, spread and quantiles of a set of numbers.
struct Distribution: Equatable {
  let count: Int
  let mean: Double
  /// With divisor n − 1; zero for a single number.
  let standardDeviation: Double
  let sorted: [Double]

  /// - Parameter values: finite numbers; sums run in their order.
  /// - Returns: `nil` where there are none.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    mean = values.reduce(0, +) / Double(values.count)
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
    sorted = values.sorted()
  }

  var minimum: Double { sorted[0] }
  var maximum: Double { sorted[count - 1] }
  var median: Double { quantile(0.5) }

  /// The value below which a fraction of the numbers lies, interpolated linearly between ranks
  /// (definition 7 of Hyndman and Fan 1996, NumPy's default).
  ///
  /// - Parameter fraction: 0...1.
  func quantile(_ fraction: Double) -> Double {
    let position = fraction * Double(count - 1)
    let below = Int(position)
    guard below + 1 < count else { return sorted[count - 1] }
    let rest = position - Double(below)
    return sorted[below] + rest * (sorted[below + 1] - sorted[below])
  }
}

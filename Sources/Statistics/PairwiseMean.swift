/// The mean of a number of pairs of members over all pairs of a sample, a U-statistic, and its standard error.
///
/// Pairs that have a member in common depend on each other, so the error is not that of a mean of so many
/// numbers: it is the jackknife's, which leaves out one member at a time (Arvesen 1969, Annals of
/// Mathematical Statistics 40): (n − 1) / n · Σ (U₋ᵢ − Ū)², under the root.
public struct PairwiseMean: Sendable, Equatable {
  public let mean: Double
  /// NaN where there are fewer than three members, or where all pairs are those of one of them.
  public let error: Double

  /// - Parameters:
  ///   - pairs: numbers of finite value, each of two members.
  /// - Returns: `nil` where there are none.
  public init?(_ pairs: [(first: Int, second: Int, value: Double)]) {
    guard !pairs.isEmpty else { return nil }
    let sum = pairs.reduce(0) { $0 + $1.value }
    mean = sum / Double(pairs.count)
    var own: [Int: (sum: Double, count: Int)] = [:]
    for pair in pairs {
      for member in [pair.first, pair.second] {
        own[member, default: (0, 0)].sum += pair.value
        own[member, default: (0, 0)].count += 1
      }
    }
    let left = own.keys.sorted().map { member -> Double in
      let part = own[member] ?? (0, 0)
      let count = pairs.count - part.count
      return count > 0 ? (sum - part.sum) / Double(count) : .nan
    }
    let middle = left.reduce(0, +) / Double(left.count)
    let squares = left.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    error = (squares * Double(left.count - 1) / Double(left.count)).squareRoot()
  }
}

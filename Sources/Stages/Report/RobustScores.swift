import Statistics

/// How far numbers lie from the middle of all, by measures that a few odd ones do not move: (x − median) /
/// (1.4826 MAD), MAD the median of distances from the median (Iglewicz and Hoaglin 1993).
enum RobustScores {
  /// Makes the median of distances of normal numbers their standard deviation.
  static let scale = 1.482602218505602

  /// Scores in the order of the numbers; NaN for what is not finite, and for all where fewer than three are,
  /// or more than half of them are equal.
  static func scores(_ values: [Double]) -> [Double] {
    let finite = values.filter(\.isFinite)
    guard finite.count >= 3, let median = Distribution(finite)?.median,
      let spread = Distribution(finite.map { abs($0 - median) })?.median, spread > 0
    else { return values.map { _ in .nan } }
    return values.map { $0.isFinite ? ($0 - median) / (scale * spread) : .nan }
  }
}

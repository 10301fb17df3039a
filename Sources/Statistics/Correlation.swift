import Arithmetic

/// How two lists of numbers go together.
package enum Correlation {
  /// Pearson's r; NaN where one list does not vary or there are fewer than two numbers.
  package static func pearson(_ a: [Double], _ b: [Double]) -> Double {
    let count = Double(a.count)
    guard a.count == b.count, a.count > 1 else { return .nan }
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (both, squareA, squareB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      both += (x - meanA) * (y - meanB)
      squareA += (x - meanA) * (x - meanA)
      squareB += (y - meanB) * (y - meanB)
    }
    guard squareA > 0, squareB > 0 else { return .nan }
    return min(max(both / (squareA.squareRoot() * squareB.squareRoot()), -1), 1)
  }

  /// Spearman's rank correlation: Pearson's of the ranks.
  package static func spearman(_ a: [Double], _ b: [Double]) -> Double {
    pearson(ranks(a), ranks(b))
  }

  /// Ranks from 1; equal numbers have the mean of theirs.
  package static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }

  /// P of an r as far from 0 by chance, by Student's t with n − 2 degrees of freedom.
  package static func twoSided(_ r: Double, count: Int) -> Double {
    guard count > 2, !r.isNaN else { return .nan }
    let freedom = Double(count - 2)
    let rest = 1 - r * r
    return StudentDistribution(degreesOfFreedom: freedom).twoSided(
      rest > 0 ? r * (freedom / rest).squareRoot() : .infinity)
  }
}

/// Whether groups differ by more than their members do: the analysis of variance of one factor, Fisher (1925),
/// Statistical Methods for Research Workers. For normal numbers its level is exact, whatever the groups' sizes.
package struct OneWayAnalysis {
  /// Mean square between groups over that within; NaN where nothing varies, infinite where members agree.
  package let f: Double
  package let between: Double
  package let within: Double

  /// - Parameter groups: NaN where a number is missing; groups without numbers do not count.
  /// - Returns: `nil` where there are not two groups, or no group has two members.
  package init?(_ groups: [[Double]]) {
    let known = groups.map { $0.filter { !$0.isNaN } }.filter { !$0.isEmpty }
    let count = known.reduce(0) { $0 + $1.count }
    guard known.count > 1, count > known.count else { return nil }
    let mean = known.reduce(0) { $0 + $1.reduce(0, +) } / Double(count)
    var (around, inside) = (0.0, 0.0)
    for group in known {
      let own = group.reduce(0, +) / Double(group.count)
      around += Double(group.count) * (own - mean) * (own - mean)
      for value in group { inside += (value - own) * (value - own) }
    }
    (between, within) = (Double(known.count - 1), Double(count - known.count))
    f = (around / between) / (inside / within)
  }

  /// Of so large a ratio where all groups are alike.
  package var probability: Double {
    FisherDistribution(numerator: between, denominator: within).upper(f)
  }
}

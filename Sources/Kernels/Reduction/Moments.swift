internal import ArithmeticTypes

extension Backend {
  func mean(_ a: RealTensor) -> Double {
    switch a.format {
    case .binary32: mean(rule32, a).wide
    case .binary64: mean(rule64, a).wide
    }
  }

  /// The order of `sum`, then a division that draws the words of element 17 B + 1.
  private func mean<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> Rule.Real {
    let x = Rule.Real.unwrap(a).values
    guard !x.isEmpty else { return .nan }
    count(rule, Tally(add: a.count + rule.combinations(a.count), divide: 1))
    let key = session.nextCall()
    let sum = rule.sum(x, key, threads)
    var bits = Rule.Bits(key, element: 17 * LaneBlocks.count(x.count) + 1)
    return rule.divide(sum, .nearest(Double(x.count)), &bits)
  }

  func moments(_ a: RealTensor, correction: Int) -> (mean: Double, variance: Double) {
    switch a.format {
    case .binary32: moments(rule32, a, correction)
    case .binary64: moments(rule64, a, correction)
    }
  }

  /// Two kernel calls: `mean`, then the squared differences in the same order.
  private func moments<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ correction: Int)
    -> (mean: Double, variance: Double)
  {
    let mean = mean(rule, a)
    let x = Rule.Real.unwrap(a).values
    guard x.count > correction else { return (mean.wide, .nan) }
    count(rule, Tally(add: rule.combinations(a.count), divide: 1))
    count(rule, Tally(add: 1, accumulate: 1) * a.count)
    let key = session.nextCall()
    let sum = rule.squaredDifferences(x, mean, key, threads)
    var bits = Rule.Bits(key, element: 17 * LaneBlocks.count(x.count) + 1)
    let variance = rule.divide(sum, .nearest(Double(x.count - correction)), &bits)
    return (mean.wide, variance.wide)
  }
}

extension RoundingRule {
  fileprivate func squaredDifferences(_ x: [Real], _ mean: Real, _ key: CallKey, _ threads: Int)
    -> Real
  {
    reduce(x, x, key, threads) { block in
      block.fold(self) { sum, x, _, bits in
        let difference = subtract(x, mean, &bits)
        return accumulate(sum, difference, difference, &bits)
      }
    }
  }
}

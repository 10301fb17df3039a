internal import ArithmeticTypes

extension Backend {
  func addScaled(_ sum: RealTensor, _ a: RealTensor, by factor: Double) -> RealTensor {
    switch a.format {
    case .binary32: addScaled(rule32, sum, a, factor)
    case .binary64: addScaled(rule64, sum, a, factor)
    }
  }

  private func addScaled<Rule: RoundingRule>(
    _ rule: Rule, _ sum: RealTensor, _ a: RealTensor, _ factor: Double
  ) -> RealTensor {
    precondition(sum.shape == a.shape, "shapes \(sum.shape) and \(a.shape) differ")
    let (before, x) = (Rule.Real.unwrap(sum).values, Rule.Real.unwrap(a).values)
    let factor = Rule.Real.nearest(factor)
    count(rule, Tally(accumulate: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.accumulate(before[i], factor, x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

internal import ArithmeticTypes

extension Backend {
  func power(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: power(rule32, a, b)
    case .binary64: power(rule64, a, b)
    }
  }

  private func power<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: RealTensor)
    -> RealTensor
  {
    precondition(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ")
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    count(rule, Tally(power: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.power(x[i], y[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }

  func power(_ a: RealTensor, _ b: Double) -> RealTensor {
    switch a.format {
    case .binary32: power(rule32, a, b)
    case .binary64: power(rule64, a, b)
    }
  }

  private func power<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: Double) -> RealTensor {
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.nearest(b))
    count(rule, Tally(power: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.power(x[i], y, &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

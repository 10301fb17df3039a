internal import ArithmeticTypes

extension Backend {
  func exponential(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: exponential(rule32, a)
    case .binary64: exponential(rule64, a)
    }
  }

  private func exponential<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(exponential: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.exponential(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

internal import ArithmeticTypes

extension Backend {
  func hyperbolicTangent(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: hyperbolicTangent(rule32, a)
    case .binary64: hyperbolicTangent(rule64, a)
    }
  }

  private func hyperbolicTangent<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(hyperbolicTangent: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.hyperbolicTangent(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

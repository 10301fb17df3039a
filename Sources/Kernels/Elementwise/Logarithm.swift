internal import ArithmeticTypes

extension Backend {
  func logarithm(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: logarithm(rule32, a)
    case .binary64: logarithm(rule64, a)
    }
  }

  private func logarithm<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(logarithm: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.logarithm(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

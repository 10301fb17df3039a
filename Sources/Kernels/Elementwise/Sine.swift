internal import ArithmeticTypes

extension Backend {
  func sine(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: sine(rule32, a)
    case .binary64: sine(rule64, a)
    }
  }

  private func sine<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(sine: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.sine(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

internal import ArithmeticTypes

extension Backend {
  func squareRoot(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: squareRoot(rule32, a)
    case .binary64: squareRoot(rule64, a)
    }
  }

  private func squareRoot<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(squareRoot: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.squareRoot(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

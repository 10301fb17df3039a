internal import ArithmeticTypes

extension Backend {
  func cosine(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: cosine(rule32, a)
    case .binary64: cosine(rule64, a)
    }
  }

  private func cosine<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(cosine: a.count))
    let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
      elements.fill { i, bits in rule.cosine(x[i], &bits) }
    }
    return Rule.Real.wrap(result)
  }
}

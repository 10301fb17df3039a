internal import ArithmeticTypes

extension Backend {
  func subtract(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: subtract(rule32, a, b)
    case .binary64: subtract(rule64, a, b)
    }
  }

  private func subtract<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: RealTensor)
    -> RealTensor
  {
    precondition(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ")
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    count(rule, Tally(add: a.count))
    let result = rule.elementwise(
      .subtract, x, y, shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }
}

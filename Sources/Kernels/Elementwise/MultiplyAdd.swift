internal import ArithmeticTypes

extension Backend {
  func multiplyAdd(_ a: RealTensor, _ b: RealTensor, _ c: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: multiplyAdd(rule32, a, b, c)
    case .binary64: multiplyAdd(rule64, a, b, c)
    }
  }

  private func multiplyAdd<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ b: RealTensor, _ c: RealTensor
  ) -> RealTensor {
    precondition(
      a.shape == b.shape && b.shape == c.shape,
      "shapes \(a.shape), \(b.shape) and \(c.shape) differ")
    let (x, y, z) = (
      Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values, Rule.Real.unwrap(c).values
    )
    count(rule, Tally(multiplyAdd: a.count))
    let result = rule.elementwise(
      .multiplyAdd, x, y, z, shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }
}

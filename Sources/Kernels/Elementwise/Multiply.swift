internal import ArithmeticTypes

extension Backend {
  func multiply(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: multiply(rule32, a, b)
    case .binary64: multiply(rule64, a, b)
    }
  }

  private func multiply<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: RealTensor)
    -> RealTensor
  {
    precondition(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ")
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    count(rule, Tally(multiply: a.count))
    let result = rule.elementwise(
      .multiply, x, y, shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }

  func multiply(_ a: RealTensor, _ b: Double) -> RealTensor {
    switch a.format {
    case .binary32: multiply(rule32, a, b)
    case .binary64: multiply(rule64, a, b)
    }
  }

  private func multiply<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: Double)
    -> RealTensor
  {
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.nearest(b))
    count(rule, Tally(multiply: a.count))
    let result = rule.elementwise(
      .multiply, x, [y], shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }
}

internal import ArithmeticTypes

extension Backend {
  func add(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: add(rule32, a, b)
    case .binary64: add(rule64, a, b)
    }
  }

  private func add<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: RealTensor) -> RealTensor
  {
    precondition(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ")
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    count(rule, Tally(add: a.count))
    let result = rule.elementwise(
      .add, x, y, shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }

  func add(_ a: RealTensor, _ b: Double) -> RealTensor {
    switch a.format {
    case .binary32: add(rule32, a, b)
    case .binary64: add(rule64, a, b)
    }
  }

  private func add<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: Double) -> RealTensor {
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.nearest(b))
    count(rule, Tally(add: a.count))
    let result = rule.elementwise(
      .add, x, [y], shape: a.shape, session.nextCall(), threads)
    return Rule.Real.wrap(result)
  }
}

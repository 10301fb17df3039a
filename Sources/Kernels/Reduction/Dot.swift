internal import ArithmeticTypes

extension Backend {
  func dot(_ a: RealTensor, _ b: RealTensor) -> Double {
    switch a.format {
    case .binary32: dot(rule32, a, b)
    case .binary64: dot(rule64, a, b)
    }
  }

  private func dot<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor, _ b: RealTensor) -> Double {
    precondition(a.count == b.count, "shapes \(a.shape) and \(b.shape) differ in size")
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    count(rule, Tally(add: rule.combinations(a.count), accumulate: a.count))
    return rule.dot(x, y, session.nextCall(), threads).wide
  }
}

extension RoundingRule {
  fileprivate func dot(_ x: [Real], _ y: [Real], _ key: CallKey, _ threads: Int) -> Real {
    reduce(x, y, key, threads) { block in
      block.fold(self) { sum, x, y, bits in accumulate(sum, x, y, &bits) }
    }
  }
}

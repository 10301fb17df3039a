internal import ArithmeticTypes

extension Backend {
  func sum(_ a: RealTensor) -> Double {
    switch a.format {
    case .binary32: sum(rule32, a)
    case .binary64: sum(rule64, a)
    }
  }

  private func sum<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> Double {
    let x = Rule.Real.unwrap(a).values
    count(rule, Tally(add: a.count + rule.combinations(a.count)))
    return rule.sum(x, session.nextCall(), threads).wide
  }
}

extension RoundingRule {
  func sum(_ x: [Real], _ key: CallKey, _ threads: Int) -> Real {
    reduce(x, x, key, threads) { block in
      block.fold(self) { sum, x, _, bits in add(sum, x, &bits) }
    }
  }
}

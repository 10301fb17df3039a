internal import ArithmeticTypes

extension Backend {
  func cholesky(_ a: RealTensor) -> RealTensor? {
    switch a.format {
    case .binary32: cholesky(rule32, a)
    case .binary64: cholesky(rule64, a)
    }
  }

  private func cholesky<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor? {
    precondition(a.shape.count == 2 && a.shape[0] == a.shape[1], "a square matrix expected")
    let n = a.shape[0]
    count(rule, .cholesky(n))
    let factor = rule.cholesky(Rule.Real.unwrap(a).values, n, session.nextCall())
    return factor.map { Rule.Real.wrap(Tensor(shape: [n, n], values: $0)) }
  }

  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor {
    switch l.format {
    case .binary32: solve(rule32, l, b)
    case .binary64: solve(rule64, l, b)
    }
  }

  private func solve<Rule: RoundingRule>(_ rule: Rule, _ l: RealTensor, _ b: RealTensor)
    -> RealTensor
  {
    let (n, m) = l.sizes(ofSystemWith: b)
    count(rule, .choleskySolve(n, m))
    let solution = rule.solveWithFactor(
      Rule.Real.unwrap(l).values, Rule.Real.unwrap(b).values, n, m, session.nextCall())
    return Rule.Real.wrap(Tensor(shape: [n, m], values: solution))
  }
}

extension Tally {
  /// Of an `n × n` factor: column j has n − j sums of j terms, a root and n − j − 1 divisions.
  static func cholesky(_ n: Int) -> Tally {
    let below = n * (n - 1) / 2
    return Tally(divide: below, squareRoot: n, accumulate: below + below * (n - 2) / 3)
  }

  /// Two triangular systems of `m` columns.
  static func choleskySolve(_ n: Int, _ m: Int) -> Tally {
    Tally(divide: 2 * n * m, accumulate: n * (n - 1) * m)
  }
}

extension RoundingRule {
  /// Column by column, rows descending from the diagonal; each entry is a − Σ lᵢₖ lⱼₖ, k ascending,
  /// then the root or the division. Entry (i, j) draws the words of element i n + j.
  fileprivate func cholesky(_ a: [Real], _ n: Int, _ key: CallKey) -> [Real]? {
    var l = [Real](repeating: 0, count: n * n)
    for j in 0..<n {
      for i in j..<n {
        var bits = Bits(key, element: i * n + j)
        var sum = a[i * n + j]
        for k in 0..<j { sum = accumulate(sum, -l[i * n + k], l[j * n + k], &bits) }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          l[i * n + j] = squareRoot(sum, &bits)
        } else {
          l[i * n + j] = divide(sum, l[j * n + j], &bits)
        }
      }
    }
    return l
  }

  /// Forward (l y = b), then backward (lᵀ x = y); each entry is b − Σ l y, k ascending, then the
  /// division. Entry (i, j) draws the words of element i m + j, and of n m + i m + j backward.
  fileprivate func solveWithFactor(
    _ l: [Real], _ b: [Real], _ n: Int, _ m: Int, _ key: CallKey
  ) -> [Real] {
    var x = b
    for i in 0..<n {
      for j in 0..<m {
        var bits = Bits(key, element: i * m + j)
        var sum = x[i * m + j]
        for k in 0..<i { sum = accumulate(sum, -l[i * n + k], x[k * m + j], &bits) }
        x[i * m + j] = divide(sum, l[i * n + i], &bits)
      }
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for j in 0..<m {
        var bits = Bits(key, element: n * m + i * m + j)
        var sum = x[i * m + j]
        for k in i + 1..<max(n, i + 1) {
          sum = accumulate(sum, -l[k * n + i], x[k * m + j], &bits)
        }
        x[i * m + j] = divide(sum, l[i * n + i], &bits)
      }
    }
    return x
  }
}

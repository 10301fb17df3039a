internal import ArithmeticTypes

extension Backend {
  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor? {
    switch a.format {
    case .binary32: solve(rule32, a, b)
    case .binary64: solve(rule64, a, b)
    }
  }

  private func solve<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ b: RealTensor
  ) -> RealTensor? {
    let (n, m) = a.sizes(ofSystemWith: b)
    count(rule, .solve(n, m))
    let solution = rule.solve(
      Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values, n, m, session.nextCall())
    return solution.map { Rule.Real.wrap(Tensor(shape: [n, m], values: $0)) }
  }
}

extension RealTensor {
  /// n and m of a system of this `[n, n]` matrix, or its factor, with right-hand sides `[n, m]`.
  func sizes(ofSystemWith sides: RealTensor) -> (n: Int, m: Int) {
    precondition(
      shape.count == 2 && shape[0] == shape[1] && sides.shape.count == 2
        && sides.shape[0] == shape[0],
      "shapes \(shape) and \(sides.shape) are not those of a system")
    return (sides.shape[0], sides.shape[1])
  }
}

extension Tally {
  /// Of an `n × n` system with `m` right-hand sides: for each k, n − k − 1 rows of one division and
  /// n − k − 1 + m updates; then m columns of n divisions and n (n − 1) / 2 updates.
  static func solve(_ n: Int, _ m: Int) -> Tally {
    let rows = n * (n - 1) / 2
    let squares = (n - 1) * n * (2 * n - 1) / 6
    return Tally(divide: rows + n * m, accumulate: squares + 2 * rows * m)
  }
}

extension RoundingRule {
  /// Gaussian elimination, the pivot of largest magnitude (the first of equals), rows updated as
  /// `row − factor · pivot row`, then back-substitution with k ascending from the diagonal.
  ///
  /// The update of (row, column) at step k draws the words of element `(k n + row)(n + m) + column`,
  /// row counted after the exchange; back-substitution those of `(n n + row)(n + m) + column`.
  fileprivate func solve(
    _ a: [Real], _ b: [Real], _ n: Int, _ m: Int, _ key: CallKey
  ) -> [Real]? {
    var (a, b) = (a, b)
    let width = n + m
    for k in 0..<n {
      guard let pivot = pivotRow(a, n, k) else { return nil }
      if pivot != k {
        for j in 0..<n { a.swapAt(k * n + j, pivot * n + j) }
        for j in 0..<m { b.swapAt(k * m + j, pivot * m + j) }
      }
      for row in k + 1..<max(n, k + 1) {
        let element = (k * n + row) * width
        var bits = Bits(key, element: element + k)
        let factor = divide(a[row * n + k], a[k * n + k], &bits)
        for j in k + 1..<max(n, k + 1) {
          var bits = Bits(key, element: element + j)
          a[row * n + j] = accumulate(a[row * n + j], -factor, a[k * n + j], &bits)
        }
        for j in 0..<m {
          var bits = Bits(key, element: element + n + j)
          b[row * m + j] = accumulate(b[row * m + j], -factor, b[k * m + j], &bits)
        }
      }
    }
    for row in stride(from: n - 1, through: 0, by: -1) {
      for j in 0..<m {
        var bits = Bits(key, element: (n * n + row) * width + j)
        var sum = b[row * m + j]
        for k in row + 1..<max(n, row + 1) {
          sum = accumulate(sum, -a[row * n + k], b[k * m + j], &bits)
        }
        b[row * m + j] = divide(sum, a[row * n + row], &bits)
      }
    }
    return b
  }

  /// The row of the largest magnitude in column `k` from row `k` down; nil for zero or not finite.
  private func pivotRow(_ a: [Real], _ n: Int, _ k: Int) -> Int? {
    var best = k
    for row in k..<n {
      let magnitude = a[row * n + k].magnitude
      guard magnitude.isFinite else { return nil }
      if magnitude > a[best * n + k].magnitude { best = row }
    }
    return a[best * n + k] == 0 ? nil : best
  }
}

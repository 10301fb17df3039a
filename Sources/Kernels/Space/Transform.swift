internal import ArithmeticTypes

extension Backend {
  func transform(_ points: RealTensor, by matrix: [Double]) -> RealTensor {
    switch points.format {
    case .binary32: transform(rule32, points, matrix)
    case .binary64: transform(rule64, points, matrix)
    }
  }

  private func transform<Rule: RoundingRule>(
    _ rule: Rule, _ points: RealTensor, _ matrix: [Double]
  ) -> RealTensor {
    precondition(points.shape.count == 2 && points.shape[1] == 3, "points [N, 3] expected")
    precondition(matrix.count == 12, "twelve numbers expected")
    let p = Rule.Real.unwrap(points).values
    let m = matrix.map(Rule.Real.nearest)
    count(rule, Tally(accumulate: 3 * p.count))
    // Element 3 i + r is row r of point i: ((t + m₀ x) + m₁ y) + m₂ z.
    let result = rule.elementwise(points.shape, session.nextCall(), threads) { elements in
      elements.fill { element, bits in
        let row = element % 3
        let point = element - row
        return rule.affine(
          m[4 * row], m[4 * row + 1], m[4 * row + 2], m[4 * row + 3],
          p[point], p[point + 1], p[point + 2], &bits)
      }
    }
    return Rule.Real.wrap(result)
  }
}

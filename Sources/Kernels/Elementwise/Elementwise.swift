internal import ArithmeticTypes

/// A run of elements that one thread makes.
struct ElementLoop<Rule: RoundingRule> {
  fileprivate let range: Range<Int>
  fileprivate let output: UnsafeMutablePointer<Rule.Real>
  fileprivate let key: CallKey

  /// Makes element `i` by `operation`, a single one; it draws the words of place `i`.
  @inline(__always)
  func fill(_ operation: (_ i: Int, inout Rule.Bits) -> Rule.Real) {
    for i in range {
      var bits = Rule.Bits(key, place: i)
      (output + i).initialize(to: operation(i, &bits))
    }
  }
}

extension RoundingRule {
  /// A tensor of `shape` whose elements `body` makes.
  ///
  /// `body` holds the loop, not only what is done at an element: a closure that another one holds is
  /// called for each element.
  @inline(__always)
  func elementwise(
    _ shape: [Int], _ key: CallKey, _ threads: Int, _ body: @Sendable (ElementLoop<Self>) -> Void
  ) -> Tensor<Real> {
    let filled = Tiling.fill(
      shape.reduce(1, *), threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Real>) in
      body(ElementLoop(range: range, output: output, key: key))
      return range.count
    }
    return Tensor(shape: shape, values: filled.values)
  }
}

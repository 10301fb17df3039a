internal import ArithmeticTypes

extension RoundingRule {
  /// A tensor of `shape` whose element `i` is `operation(i)`; element `i` draws its own words.
  @inline(__always)
  func elementwise(
    _ shape: [Int], _ key: CallKey, _ threads: Int,
    _ operation: @Sendable (Int, inout Bits) -> Real
  ) -> Tensor<Real> {
    let filled = Tiling.fill(
      shape.reduce(1, *), threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Real>) in
      for i in range {
        var bits = Bits(key, element: i)
        (output + i).initialize(to: operation(i, &bits))
      }
      return range.count
    }
    return Tensor(shape: shape, values: filled.values)
  }
}

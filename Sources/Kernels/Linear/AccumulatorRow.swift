internal import ArithmeticTypes

/// A run of contiguous outputs that are summed together, one chain and one random stream each.
///
/// The contractions (matrix products, smoothing) are index arithmetic around this primitive.
struct AccumulatorRow<Rule: RoundingRule> {
  private let rule: Rule
  private let sums: UnsafeMutablePointer<Rule.Real>
  private let bits: UnsafeMutablePointer<Rule.Bits>
  private let count: Int

  /// Starts sums of zero at `output`, for outputs whose words are those of `elements`.
  @inline(__always)
  init(
    _ rule: Rule, _ key: CallKey, elements: Range<Int>, _ output: UnsafeMutablePointer<Rule.Real>
  ) {
    self.rule = rule
    sums = output
    count = elements.count
    sums.initialize(repeating: 0, count: count)
    bits = .allocate(capacity: max(1, count))
    for (i, element) in elements.enumerated() {
      (bits + i).initialize(to: Rule.Bits(key, element: element))
    }
  }

  /// Adds `factor × values[start + i]` to the sum of output `i`.
  @inline(__always)
  func accumulate(_ factor: Rule.Real, _ values: [Rule.Real], from start: Int) {
    precondition(start >= 0 && start + count <= values.count)
    values.withUnsafeBufferPointer { values in
      guard let row = values.baseAddress else { return }
      for i in 0..<count { sums[i] = rule.accumulate(sums[i], factor, row[start + i], &bits[i]) }
    }
  }

  /// Frees the streams; to be called once, at the end.
  @inline(__always)
  func finish() { bits.deallocate() }
}

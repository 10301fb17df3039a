internal import ArithmeticTypes

extension Backend {
  func histogram(_ a: RealTensor, bins: Int, range: ClosedRange<Double>) -> [Int] {
    switch a.format {
    case .binary32: histogram(rule32, a, bins, range)
    case .binary64: histogram(rule64, a, bins, range)
    }
  }

  private func histogram<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ bins: Int, _ range: ClosedRange<Double>
  ) -> [Int] {
    precondition(bins > 0 && range.lowerBound < range.upperBound, "bins of \(range) expected")
    let counts = rule.histogram(
      Rule.Real.unwrap(a).values, bins, range, session.nextCall(), threads)
    count(rule, Tally(add: 1, divide: 1))
    count(rule, Tally(add: 1, multiply: 1) * counts.reduce(0, +))
    return counts
  }
}

extension RoundingRule {
  /// The bin of x is the integer part of (x − lower) · (bins / (upper − lower)); whether x is inside
  /// is decided by comparison. Element i draws the words of element i, the factor those of N.
  fileprivate func histogram(
    _ values: [Real], _ bins: Int, _ range: ClosedRange<Double>, _ key: CallKey, _ threads: Int
  ) -> [Int] {
    let (lower, upper) = (Real.nearest(range.lowerBound), Real.nearest(range.upperBound))
    var bits = Bits(key, element: values.count)
    let width = subtract(upper, lower, &bits)
    let factor = divide(Real.nearest(Double(bins)), width, &bits)
    let last = Real.nearest(Double(bins - 1))
    // Each share counts a run of elements; counts are integers, so shares do not show.
    let shares = max(1, min(threads, values.count >> 16))
    let partial = Tiling.fill(
      shares, width: bins, threads: threads, grain: 1
    ) { (range, output: UnsafeMutablePointer<Int>) in
      for share in range {
        let counts = output + share * bins
        counts.initialize(repeating: 0, count: bins)
        _ = values.withElements { x in
          for i in share * values.count / shares..<(share + 1) * values.count / shares
          where x[i] >= lower && x[i] <= upper {
            var bits = Bits(key, element: i)
            let place = multiply(subtract(x[i], lower, &bits), factor, &bits)
            // A coarse format may go past either end, or make NaN of infinity times zero.
            counts[place > 0 ? Int(min(place, last).wide) : 0] += 1
          }
          return 0
        }
      }
      return range.count
    }.values
    return (0..<bins).map { bin in (0..<shares).reduce(0) { $0 + partial[$1 * bins + bin] } }
  }
}

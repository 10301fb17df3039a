internal import ArithmeticTypes

extension Backend {
  func jointHistogram(
    _ a: RealTensor, _ b: RealTensor, bins: Int, rangeA: ClosedRange<Double>,
    rangeB: ClosedRange<Double>
  ) -> RealTensor {
    switch a.format {
    case .binary32: jointHistogram(rule32, a, b, bins, rangeA, rangeB)
    case .binary64: jointHistogram(rule64, a, b, bins, rangeA, rangeB)
    }
  }

  private func jointHistogram<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ b: RealTensor, _ bins: Int, _ rangeA: ClosedRange<Double>,
    _ rangeB: ClosedRange<Double>
  ) -> RealTensor {
    precondition(a.count == b.count, "\(a.count) values cannot be paired with \(b.count)")
    precondition(bins >= 4, "a Parzen window spreads over four bins")
    precondition(
      rangeA.lowerBound < rangeA.upperBound && rangeB.lowerBound < rangeB.upperBound,
      "ranges \(rangeA) and \(rangeB) must not be empty")
    let n = a.count
    let cells = bins * bins
    let blocks = (n + HistogramBlock.pairs - 1) / HistogramBlock.pairs
    count(
      rule,
      Tally(add: 2, divide: 2)
        .adding(Tally(add: 7, multiply: 6, divide: 4, accumulate: 4) * n)
        .adding(Tally(add: max(0, blocks - 1), divide: 1) * cells))
    let result = rule.jointHistogram(
      Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values, bins, rangeA, rangeB,
      session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: [bins, bins], values: result))
  }
}

/// Pairs are added to a histogram of their block, and the blocks' histograms in ascending order.
private enum HistogramBlock {
  static var pairs: Int { 65536 }
}

/// How values of one image map to bins.
private struct BinScale<Real: RealNumber> {
  let lower: Real
  let factor: Real
  let last: Real
}

extension RoundingRule {
  /// Pair i draws the words of element i; with N pairs, cell c those of N + c where blocks are added
  /// and counts divided by N, and the scales of `a` and `b` those of N + cells and N + cells + 1.
  fileprivate func jointHistogram(
    _ a: [Real], _ b: [Real], _ bins: Int, _ rangeA: ClosedRange<Double>,
    _ rangeB: ClosedRange<Double>, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    let (n, cells) = (a.count, bins * bins)
    let scaleA = binScale(rangeA, bins, Bits(key, element: n + cells))
    let scaleB = binScale(rangeB, bins, Bits(key, element: n + cells + 1))
    let blocks = (n + HistogramBlock.pairs - 1) / HistogramBlock.pairs
    let partial = Tiling.fill(
      blocks, width: cells, threads: threads, grain: 1
    ) { (range, output: UnsafeMutablePointer<Real>) in
      for block in range {
        let histogram = output + block * cells
        histogram.initialize(repeating: 0, count: cells)
        let start = block * HistogramBlock.pairs
        for i in start..<min(n, start + HistogramBlock.pairs) {
          var bits = Bits(key, element: i)
          let x = place(a[i], scaleA, &bits)
          let y = place(b[i], scaleB, &bits)
          // NaN has no bin; it must not vanish either.
          guard x == x, y == y else {
            histogram[0] = .nan
            continue
          }
          let row = Int(x.rounded(.toNearestOrEven).wide) * bins
          let first = Int(y.wide)
          let weights = splineWeights(y - Real.nearest(Double(first)), &bits)
          for tap in 0..<4 {
            let cell = row + min(max(first + tap - 1, 0), bins - 1)
            histogram[cell] = add(histogram[cell], weights[tap], &bits)
          }
        }
      }
      return range.count
    }.values
    let total = Real.nearest(Double(n))
    return (0..<cells).map { cell in
      var bits = Bits(key, element: n + cell)
      guard blocks > 0 else { return 0 }
      var sum = partial[cell]
      for block in 1..<max(1, blocks) { sum = add(sum, partial[block * cells + cell], &bits) }
      return divide(sum, total, &bits)
    }
  }

  private func binScale(_ range: ClosedRange<Double>, _ bins: Int, _ bits: Bits) -> BinScale<Real> {
    var bits = bits
    let lower = Real.nearest(range.lowerBound)
    let width = subtract(Real.nearest(range.upperBound), lower, &bits)
    let last = Real.nearest(Double(bins - 1))
    return BinScale(lower: lower, factor: divide(last, width, &bits), last: last)
  }

  /// The place of a value among the bins, in [0, bins − 1].
  @inline(__always)
  private func place(_ value: Real, _ scale: BinScale<Real>, _ bits: inout Bits) -> Real {
    let place = multiply(subtract(value, scale.lower, &bits), scale.factor, &bits)
    return place < 0 ? 0 : place > scale.last ? scale.last : place
  }

  /// Cubic B-spline weights of bins −1, 0, 1, 2 around a place `t` in [0, 1) beyond bin 0:
  /// u³/6, (t²(3t − 6) + 4)/6, (u²(3u − 6) + 4)/6, t³/6 with u = 1 − t.
  @inline(__always)
  private func splineWeights(_ t: Real, _ bits: inout Bits) -> InlineArray<4, Real> {
    let u = subtract(1, t, &bits)
    let u2 = multiply(u, u, &bits)
    let t2 = multiply(t, t, &bits)
    let w0 = multiply(u2, u, &bits)
    let w1 = accumulate(4, t2, accumulate(-6, 3, t, &bits), &bits)
    let w2 = accumulate(4, u2, accumulate(-6, 3, u, &bits), &bits)
    let w3 = multiply(t2, t, &bits)
    return [
      divide(w0, 6, &bits), divide(w1, 6, &bits), divide(w2, 6, &bits), divide(w3, 6, &bits),
    ]
  }
}

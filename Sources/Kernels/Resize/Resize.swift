internal import ArithmeticTypes

extension Backend {
  func resize(_ x: RealTensor, to sizes: [Int], alignment: ResizeAlignment) -> RealTensor {
    switch x.format {
    case .binary32: resize(rule32, x, sizes, alignment)
    case .binary64: resize(rule64, x, sizes, alignment)
    }
  }

  /// One axis after the other, the last one first: taps and values are a kernel call each.
  private func resize<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ sizes: [Int], _ alignment: ResizeAlignment
  ) -> RealTensor {
    let first = x.shape.count - sizes.count
    checkResize(x.shape, sizes)
    var result = Rule.Real.unwrap(x)
    for axis in sizes.indices.reversed() {
      let (from, to) = (result.shape[first + axis], sizes[axis])
      guard from != to else { continue }
      let taps = rule.resizeTaps(
        from: from, to: to, alignment, withRests: false, session.nextCall())
      result = rule.resize(result, axis: first + axis, taps, session.nextCall(), threads)
      count(rule, .resizeTaps(to, alignment, withRests: false))
      count(rule, Tally(add: 1, accumulate: 1) * result.count)
    }
    return Rule.Real.wrap(result)
  }

  private func checkResize(_ shape: [Int], _ sizes: [Int]) {
    precondition(
      (1...3).contains(sizes.count) && sizes.count <= shape.count
        && (sizes + shape.suffix(sizes.count)).allSatisfy { $0 > 0 },
      "the last axes of \(shape) cannot be resized between \(sizes) and themselves")
  }

  func resizeGradient(_ gradient: RealTensor, from sizes: [Int], alignment: ResizeAlignment)
    -> RealTensor
  {
    switch gradient.format {
    case .binary32: resizeGradient(rule32, gradient, sizes, alignment)
    case .binary64: resizeGradient(rule64, gradient, sizes, alignment)
    }
  }

  private func resizeGradient<Rule: RoundingRule>(
    _ rule: Rule, _ gradient: RealTensor, _ sizes: [Int], _ alignment: ResizeAlignment
  ) -> RealTensor {
    let first = gradient.shape.count - sizes.count
    checkResize(gradient.shape, sizes)
    var result = Rule.Real.unwrap(gradient)
    for axis in sizes.indices {
      let (from, to) = (sizes[axis], result.shape[first + axis])
      guard from != to else { continue }
      let taps = rule.resizeTaps(
        from: from, to: to, alignment, withRests: true, session.nextCall())
      let sources = AdjointTaps(taps)
      result = rule.spread(result, axis: first + axis, sources, session.nextCall(), threads)
      count(rule, .resizeTaps(to, alignment, withRests: true))
      count(rule, Tally(accumulate: sources.from.count) * (result.count / from))
    }
    return Rule.Real.wrap(result)
  }
}

/// For each element of the original axis, the elements of the resized one that it went into.
private struct AdjointTaps<Real: RealNumber>: Sendable {
  let size: Int
  /// The sources of element i are those from `starts[i]` to `starts[i + 1]`, ascending.
  let starts: [Int]
  let from: [Int]
  let weights: [Real]

  init(_ taps: AxisTaps<Real>) {
    var sources = [[(Int, Real)]](repeating: [], count: taps.size)
    for j in taps.lower.indices {
      sources[taps.lower[j]].append((j, taps.rest[j]))
      if taps.fraction[j] != 0 { sources[taps.upper[j]].append((j, taps.fraction[j])) }
    }
    size = taps.size
    starts = sources.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    from = sources.flatMap { $0.map(\.0) }
    weights = sources.flatMap { $0.map(\.1) }
  }
}

extension RoundingRule {
  /// Element i of the result blends two elements of `x` and draws the words of element i.
  fileprivate func resize(
    _ x: Tensor<Real>, axis: Int, _ taps: AxisTaps<Real>, _ key: CallKey, _ threads: Int
  ) -> Tensor<Real> {
    var shape = x.shape
    shape[axis] = taps.lower.count
    let (size, count) = (taps.size, taps.lower.count)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let values = x.values
    let result = Tiling.fill(
      shape[..<axis].reduce(1, *) * count, width: inner, threads: threads,
      grain: max(1, 1 << 13 / max(1, inner))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for row in range {
          let (block, j) = row.quotientAndRemainder(dividingBy: count)
          let below = values + (block * size + taps.lower[j]) * inner
          let above = values + (block * size + taps.upper[j]) * inner
          let t = taps.fraction[j]
          for i in 0..<inner {
            var bits = Bits(key, element: row * inner + i)
            (output + row * inner + i).initialize(to: blend(below[i], above[i], t, &bits))
          }
        }
        return range.count
      }
    }
    return Tensor(shape: shape, values: result.values)
  }

  /// Element i of the result sums weight × gradient from zero and draws the words of element i.
  fileprivate func spread(
    _ gradient: Tensor<Real>, axis: Int, _ taps: AdjointTaps<Real>, _ key: CallKey, _ threads: Int
  ) -> Tensor<Real> {
    var shape = gradient.shape
    let count = shape[axis]
    shape[axis] = taps.size
    let inner = shape[(axis + 1)...].reduce(1, *)
    let values = gradient.values
    let result = Tiling.fill(
      shape[..<axis].reduce(1, *) * taps.size, width: inner, threads: threads,
      grain: max(1, 1 << 13 / max(1, inner))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for row in range {
          let (block, place) = row.quotientAndRemainder(dividingBy: taps.size)
          let sources = taps.starts[place]..<taps.starts[place + 1]
          for i in 0..<inner {
            var bits = Bits(key, element: row * inner + i)
            var sum: Real = 0
            for source in sources {
              let value = values[(block * count + taps.from[source]) * inner + i]
              sum = accumulate(sum, taps.weights[source], value, &bits)
            }
            (output + row * inner + i).initialize(to: sum)
          }
        }
        return range.count
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

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

/// How an axis of `count` rows of `inner` elements, in blocks, is divided into items: one row each,
/// or where rows are short all rows of a block.
private struct AxisRows {
  let count: Int
  let perItem: Int
  let width: Int

  init(count: Int, inner: Int) {
    self.count = count
    perItem = inner < 16 ? count : 1
    width = perItem * inner
  }

  /// Items that are worth a tile of their own.
  var grain: Int { max(1, 1 << 13 / max(1, width)) }

  func places(_ item: Int) -> (block: Int, places: Range<Int>) {
    let (block, first) = (item * perItem).quotientAndRemainder(dividingBy: count)
    return (block, first..<first + perItem)
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
    let rows = AxisRows(count: count, inner: inner)
    let result = Tiling.fill(
      shape[..<axis].reduce(1, *) * count / rows.perItem, width: rows.width, threads: threads,
      grain: rows.grain
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for item in range {
          let (block, places) = rows.places(item)
          for j in places {
            let below = values + (block * size + taps.lower[j]) * inner
            let above = values + (block * size + taps.upper[j]) * inner
            let t = taps.fraction[j]
            let start = (block * count + j) * inner
            for i in 0..<inner {
              var bits = Bits(key, element: start + i)
              (output + start + i).initialize(to: blend(below[i], above[i], t, &bits))
            }
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
    let rows = AxisRows(count: taps.size, inner: inner)
    let result = Tiling.fill(
      shape[..<axis].reduce(1, *) * taps.size / rows.perItem, width: rows.width, threads: threads,
      grain: rows.grain
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for item in range {
          let (block, places) = rows.places(item)
          for place in places {
            let sources = taps.starts[place]..<taps.starts[place + 1]
            let start = (block * taps.size + place) * inner
            for i in 0..<inner {
              var bits = Bits(key, element: start + i)
              var sum: Real = 0
              for source in sources {
                let value = values[(block * count + taps.from[source]) * inner + i]
                sum = accumulate(sum, taps.weights[source], value, &bits)
              }
              (output + start + i).initialize(to: sum)
            }
          }
        }
        return range.count
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

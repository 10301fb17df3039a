internal import ArithmeticTypes

extension Backend {
  func upsample(_ x: RealTensor, axes: Int) -> RealTensor {
    switch x {
    case .binary32(let tensor): .binary32(tensor.doubled(axes, threads))
    case .binary64(let tensor): .binary64(tensor.doubled(axes, threads))
    }
  }

  func upsampleGradient(_ gradient: RealTensor, axes: Int) -> RealTensor {
    switch gradient.format {
    case .binary32: upsampleGradient(rule32, gradient, axes)
    case .binary64: upsampleGradient(rule64, gradient, axes)
    }
  }

  private func upsampleGradient<Rule: RoundingRule>(
    _ rule: Rule, _ gradient: RealTensor, _ axes: Int
  ) -> RealTensor {
    let input = Rule.Real.unwrap(gradient)
    let sizes = gradient.shape.suffix(axes)
    precondition(
      (1...3).contains(axes) && gradient.shape.count >= axes && sizes.allSatisfy { $0 % 2 == 0 },
      "\(axes) even axes expected, not \(gradient.shape)")
    let shape = Array(gradient.shape.dropLast(axes) + sizes.map { $0 / 2 })
    let count = shape.reduce(1, *)
    self.count(rule, Tally(add: (1 << axes - 1) * count))
    let values = rule.sumOfCopies(input.values, shape, axes, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: shape, values: values))
  }
}

extension RoundingRule {
  /// One item is a row of the result, of `shape`; its element i draws the words of element i.
  fileprivate func sumOfCopies(
    _ values: [Real], _ shape: [Int], _ axes: Int, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    let n = shape[shape.count - 1]
    return Tiling.fill(
      shape.dropLast().reduce(1, *), width: n, threads: threads, grain: max(1, 1 << 12 / max(1, n))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for row in range {
          let sources = doubledRows(row, shape.suffix(axes))
          for j in 0..<n {
            var bits = Bits(key, element: row * n + j)
            var sum = values[sources[0] + 2 * j]
            for (rank, source) in sources.enumerated() {
              if rank > 0 { sum = add(sum, values[source + 2 * j], &bits) }
              sum = add(sum, values[source + 2 * j + 1], &bits)
            }
            (output + row * n + j).initialize(to: sum)
          }
        }
        return range.count
      }
    }.values
  }
}

/// Where the rows that copy row `row` start in the doubled array, in C order.
///
/// - Parameter sizes: the axes that are doubled, before doubling; rows of other axes run on.
private func doubledRows(_ row: Int, _ sizes: ArraySlice<Int>) -> [Int] {
  var (rest, stride) = (row, 2 * (sizes.last ?? 1))
  var starts = [0]
  for size in sizes.dropLast().reversed() {
    let place = rest % size
    rest /= size
    starts = [2 * place, 2 * place + 1].flatMap { at in starts.map { $0 + at * stride } }
    stride *= 2 * size
  }
  return starts.map { $0 + rest * stride }
}

extension Tensor where Element: RealNumber {
  fileprivate func doubled(_ axes: Int, _ threads: Int) -> Tensor {
    precondition(
      (1...3).contains(axes) && shape.count >= axes, "\(axes) axes of \(shape) cannot be doubled")
    let n = shape[shape.count - 1]
    let target = Array(shape.dropLast(axes) + shape.suffix(axes).map { 2 * $0 })
    // The height of the output that one input row fills, and how its rows repeat.
    let sizes = target.suffix(axes).dropLast()
    let rows = target.dropLast().reduce(1, *)
    let values = values
    let result = Tiling.fill(
      rows, width: 2 * n, threads: threads, grain: max(1, 1 << 14 / max(1, 2 * n))
    ) { (range, output: UnsafeMutablePointer<Element>) in
      values.withElements { values in
        for row in range {
          let source = values + halvedRow(row, sizes) * n
          let start = output + row * 2 * n
          for j in 0..<n {
            (start + 2 * j).initialize(to: source[j])
            (start + 2 * j + 1).initialize(to: source[j])
          }
        }
        return range.count
      }
    }
    return Tensor(shape: target, values: result.values)
  }
}

/// The input row that output row `row` copies; `sizes` are the doubled axes but the last.
private func halvedRow(_ row: Int, _ sizes: ArraySlice<Int>) -> Int {
  var (rest, stride, source) = (row, 1, 0)
  for size in sizes.reversed() {
    source += rest % size / 2 * stride
    rest /= size
    stride *= size / 2
  }
  return source + rest * stride
}

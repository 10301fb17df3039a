internal import ArithmeticTypes

extension Backend {
  func maximum(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: .binary32(Float.unwrap(a).maximum(Float.unwrap(b), threads))
    case .binary64: .binary64(Double.unwrap(a).maximum(Double.unwrap(b), threads))
    }
  }

  func maximumGradient(_ a: RealTensor, _ b: RealTensor, gradient: RealTensor)
    -> (a: RealTensor, b: RealTensor)
  {
    switch a.format {
    case .binary32: maximumGradient(rule32, a, b, gradient)
    case .binary64: maximumGradient(rule64, a, b, gradient)
    }
  }

  private func maximumGradient<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ b: RealTensor, _ gradient: RealTensor
  ) -> (a: RealTensor, b: RealTensor) {
    precondition(
      a.shape == b.shape && b.shape == gradient.shape,
      "shapes \(a.shape), \(b.shape) and \(gradient.shape) differ")
    let result = rule.maximumGradient(
      Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values, Rule.Real.unwrap(gradient).values,
      session.nextCall(), threads)
    count(rule, Tally(multiply: result.computed))
    return (
      Rule.Real.wrap(Tensor(shape: a.shape, values: result.first)),
      Rule.Real.wrap(Tensor(shape: a.shape, values: result.second))
    )
  }
}

extension RoundingRule {
  /// Element i halves the gradient of element i where its operands are equal.
  fileprivate func maximumGradient(
    _ a: [Real], _ b: [Real], _ gradient: [Real], _ key: CallKey, _ threads: Int
  ) -> (first: [Real], second: [Real], computed: Int) {
    Tiling.fillTwo(
      a.count, threads: threads, grain: 1 << 14
    ) { (range, toA: UnsafeMutablePointer<Real>, toB: UnsafeMutablePointer<Real>) in
      a.withElements { a in
        b.withElements { b in
          gradient.withElements { g in
            var ties = 0
            for i in range {
              let (x, y, value) = (a[i], b[i], g[i])
              var bits = Bits(key, place: i)
              let share = x == y ? multiply(value, 0.5, &bits) : value
              (toA + i).initialize(to: x < y ? 0 : share)
              (toB + i).initialize(to: x > y ? 0 : share)
              ties += x == y ? 1 : 0
            }
            return ties
          }
        }
      }
    }
  }
}

extension Tensor where Element: RealNumber {
  fileprivate func maximum(_ other: Tensor, _ threads: Int) -> Tensor {
    precondition(shape == other.shape, "shapes \(shape) and \(other.shape) differ")
    let (a, b) = (values, other.values)
    let result = Tiling.fill(
      count, threads: threads, grain: 1 << 16
    ) { (range, output: UnsafeMutablePointer<Element>) in
      a.withElements { a in
        b.withElements { b in
          for i in range {
            let (x, y) = (a[i], b[i])
            let greater = x > y ? x : y
            (output + i).initialize(to: x != x ? x : greater)
          }
          return range.count
        }
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

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
    let (x, y) = (Rule.Real.unwrap(a).values, Rule.Real.unwrap(b).values)
    let g = Rule.Real.unwrap(gradient).values
    let key = session.nextCall()
    // Element i halves the gradient of element i where its operands are equal.
    let result = Tiling.fillTwo(
      a.count, threads: threads, grain: 1 << 14
    ) { (range, toA: UnsafeMutablePointer<Rule.Real>, toB: UnsafeMutablePointer<Rule.Real>) in
      x.withElements { x in
        y.withElements { y in
          g.withElements { g in
            var ties = 0
            for i in range {
              var (first, second) = (x[i] < y[i] ? 0 : g[i], x[i] > y[i] ? 0 : g[i])
              if x[i] == y[i] {
                var bits = Rule.Bits(key, element: i)
                first = rule.multiply(g[i], 0.5, &bits)
                second = first
                ties += 1
              }
              (toA + i).initialize(to: first)
              (toB + i).initialize(to: second)
            }
            return ties
          }
        }
      }
    }
    count(rule, Tally(multiply: result.computed))
    return (
      Rule.Real.wrap(Tensor(shape: a.shape, values: result.first)),
      Rule.Real.wrap(Tensor(shape: a.shape, values: result.second))
    )
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
            (output + i).initialize(to: a[i] > b[i] || a[i] != a[i] ? a[i] : b[i])
          }
          return range.count
        }
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

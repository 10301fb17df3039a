internal import ArithmeticTypes

extension Backend {
  func leakyReLU(_ x: RealTensor, slope: Double) -> RealTensor {
    switch x.format {
    case .binary32: leakyReLU(rule32, x, slope, x)
    case .binary64: leakyReLU(rule64, x, slope, x)
    }
  }

  func leakyReLUGradient(_ x: RealTensor, slope: Double, gradient: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: leakyReLU(rule32, x, slope, gradient)
    case .binary64: leakyReLU(rule64, x, slope, gradient)
    }
  }

  /// `values` where x > 0, else slope × values; element i draws the words of element i.
  private func leakyReLU<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ slope: Double, _ values: RealTensor
  ) -> RealTensor {
    precondition(x.shape == values.shape, "shapes \(x.shape) and \(values.shape) differ")
    let (signs, y) = (Rule.Real.unwrap(x).values, Rule.Real.unwrap(values).values)
    let slope = Rule.Real.nearest(slope)
    let key = session.nextCall()
    let result = Tiling.fill(
      x.count, threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Rule.Real>) in
      signs.withElements { signs in
        y.withElements { y in
          var scaled = 0
          for i in range {
            let isPositive = signs[i] > 0
            var bits = Rule.Bits(key, element: i)
            (output + i).initialize(to: isPositive ? y[i] : rule.multiply(slope, y[i], &bits))
            scaled += isPositive ? 0 : 1
          }
          return scaled
        }
      }
    }
    count(rule, Tally(multiply: result.computed))
    return Rule.Real.wrap(Tensor(shape: x.shape, values: result.values))
  }

  func leakyReLUSlopeGradient(_ x: RealTensor, gradient: RealTensor) -> Double {
    switch x.format {
    case .binary32: slopeGradient(rule32, x, gradient)
    case .binary64: slopeGradient(rule64, x, gradient)
    }
  }

  private func slopeGradient<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ gradient: RealTensor
  ) -> Double {
    precondition(x.shape == gradient.shape, "shapes \(x.shape) and \(gradient.shape) differ")
    let (values, g) = (Rule.Real.unwrap(x).values, Rule.Real.unwrap(gradient).values)
    let scaled = values.withElements { x in
      var scaled = 0
      for i in 0..<values.count { scaled += x[i] > 0 ? 0 : 1 }
      return scaled
    }
    count(rule, Tally(add: rule.combinations(x.count), accumulate: scaled))
    let result = rule.reduce(values, g, session.nextCall(), threads) { sum, x, g, bits in
      x > 0 ? sum : rule.accumulate(sum, x, g, &bits)
    }
    return result.wide
  }
}

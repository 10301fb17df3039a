internal import ArithmeticTypes

extension Backend {
  func leakyReLU(_ x: RealTensor, slope: Double) -> RealTensor {
    leakyReLUGradient(x, slope: slope, gradient: x)
  }

  func leakyReLUGradient(_ x: RealTensor, slope: Double, gradient: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: leakyReLU(rule32, x, slope, gradient)
    case .binary64: leakyReLU(rule64, x, slope, gradient)
    }
  }

  private func leakyReLU<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ slope: Double, _ values: RealTensor
  ) -> RealTensor {
    precondition(x.shape == values.shape, "shapes \(x.shape) and \(values.shape) differ")
    let result = rule.leakyReLU(
      Rule.Real.unwrap(x).values, .nearest(slope), Rule.Real.unwrap(values).values,
      session.nextCall(), threads)
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
    let values = Rule.Real.unwrap(x).values
    let scaled = values.withElements { x in
      var scaled = 0
      for i in 0..<values.count { scaled += x[i] > 0 ? 0 : 1 }
      return scaled
    }
    count(rule, Tally(add: rule.combinations(x.count), accumulate: scaled))
    return rule.slopeGradient(
      values, Rule.Real.unwrap(gradient).values, session.nextCall(), threads
    ).wide
  }
}

extension RoundingRule {
  /// `values` where x > 0, else slope × values; element i draws the words of place i.
  fileprivate func leakyReLU(
    _ x: [Real], _ slope: Real, _ values: [Real], _ key: CallKey, _ threads: Int
  ) -> (values: [Real], computed: Int) {
    Tiling.fill(
      x.count, threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Real>) in
      x.withElements { x in
        values.withElements { values in leakyReLU(x, slope, values, key, range, output) }
      }
    }
  }

  /// Some places, that may start anywhere.
  ///
  /// - Returns: at how many of them `x` is not positive.
  @inline(__always)
  func leakyReLU(
    _ x: UnsafePointer<Real>, _ slope: Real, _ values: UnsafePointer<Real>, _ key: CallKey,
    _ places: Range<Int>, _ output: UnsafeMutablePointer<Real>
  ) -> Int {
    // In vectors, where it does not matter which operand comes first.
    let multipliesAll = Self.perturbs && drawsPerStep <= 2
    if multipliesAll {
      withUnsafePointer(to: slope) { slope in
        combineFromAnywhere(
          ElementRun(
            operation: .multiply, x: values, y: slope, isUniform: true, z: values,
            output: output, streams: ElementStreams(key: key)),
          places)
      }
    }
    var scaled = 0
    for i in places {
      // Signs follow no pattern: a product that is not needed costs less than a wrong guess.
      let (isPositive, value) = (x[i] > 0, values[i])
      let product: Real
      if multipliesAll {
        product = output[i]
      } else {
        var bits = Bits(key, place: i)
        product = multiply(slope, value, &bits)
      }
      (output + i).initialize(to: isPositive ? value : product)
      scaled += isPositive ? 0 : 1
    }
    return scaled
  }

  fileprivate func slopeGradient(_ x: [Real], _ g: [Real], _ key: CallKey, _ threads: Int) -> Real {
    reduce(x, g, key, threads) { block in
      block.fold(self) { sum, x, g, bits in x > 0 ? sum : accumulate(sum, x, g, &bits) }
    }
  }
}

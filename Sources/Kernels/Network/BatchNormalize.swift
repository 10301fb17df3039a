internal import ArithmeticTypes

extension Backend {
  func batchNormalize(_ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)
  {
    switch x.format {
    case .binary32: batchNormalize(rule32, x, weight, bias, epsilon)
    case .binary64: batchNormalize(rule64, x, weight, bias, epsilon)
    }
  }

  /// Moments (two calls), scale = weight / √(variance + ε) and shift = bias − mean × scale (a call,
  /// channel c being element c), `scaleAndShift` (a call).
  private func batchNormalize<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ weight: RealTensor, _ bias: RealTensor, _ epsilon: Double
  ) -> (output: RealTensor, mean: RealTensor, variance: RealTensor) {
    let layout = ChannelLayout(x.shape)
    let channels = layout.channels
    precondition(
      weight.shape == [channels] && bias.shape == [channels],
      "weight \(weight.shape) and bias \(bias.shape) are not [\(channels)]")
    let values = Rule.Real.unwrap(x).values
    let (w, b) = (Rule.Real.unwrap(weight).values, Rule.Real.unwrap(bias).values)
    let (mean, variance) = moments(rule, values, layout)
    let key = session.nextCall()
    count(rule, Tally(add: 1, divide: 1, squareRoot: 1, accumulate: 1) * channels)
    var (scale, shift): ([Rule.Real], [Rule.Real]) = ([], [])
    for channel in 0..<channels {
      var bits = Rule.Bits(key, element: channel)
      let deviation = rule.deviation(variance[channel], epsilon, &bits)
      scale.append(rule.divide(w[channel], deviation, &bits))
      shift.append(rule.accumulate(b[channel], -mean[channel], scale[channel], &bits))
    }
    count(rule, Tally(multiplyAdd: x.count))
    let output = rule.scaleAndShift(values, layout, scale, shift, session.nextCall(), threads)
    return (
      Rule.Real.wrap(Tensor(shape: x.shape, values: output)),
      Rule.Real.wrap(Tensor(shape: [channels], values: mean)),
      Rule.Real.wrap(Tensor(shape: [channels], values: variance))
    )
  }

  func batchNormalizeGradient(
    _ x: RealTensor, weight: RealTensor, mean: RealTensor, variance: RealTensor, epsilon: Double,
    gradient: RealTensor
  ) -> (x: RealTensor, weight: RealTensor, bias: RealTensor) {
    switch x.format {
    case .binary32: batchNormalizeGradient(rule32, x, (weight, mean, variance), epsilon, gradient)
    case .binary64: batchNormalizeGradient(rule64, x, (weight, mean, variance), epsilon, gradient)
    }
  }

  /// Four calls: Σ g and Σ (x − mean) g by channel; factors by channel; elements.
  private func batchNormalizeGradient<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor,
    _ parameters: (weight: RealTensor, mean: RealTensor, variance: RealTensor), _ epsilon: Double,
    _ gradient: RealTensor
  ) -> (x: RealTensor, weight: RealTensor, bias: RealTensor) {
    let layout = ChannelLayout(x.shape)
    let channels = layout.channels
    precondition(x.shape == gradient.shape, "shapes \(x.shape) and \(gradient.shape) differ")
    let (values, g) = (Rule.Real.unwrap(x).values, Rule.Real.unwrap(gradient).values)
    let (weight, mean, variance) = (
      Rule.Real.unwrap(parameters.weight).values, Rule.Real.unwrap(parameters.mean).values,
      Rule.Real.unwrap(parameters.variance).values
    )
    precondition(
      weight.count == channels && mean.count == channels && variance.count == channels,
      "\(channels) channels expected")
    let sums = rule.channelSums(g, layout, session.nextCall(), threads)
    let products = rule.channelProducts(values, mean, g, layout, session.nextCall(), threads)
    let key = session.nextCall()
    let number = Rule.Real.nearest(Double(layout.batch * layout.plane))
    var factors: [NormalizationFactors<Rule.Real>] = []
    for channel in 0..<channels {
      var bits = Rule.Bits(key, element: channel)
      let inverse = rule.divide(1, rule.deviation(variance[channel], epsilon, &bits), &bits)
      let weightGradient = rule.multiply(products[channel], inverse, &bits)
      let slope = rule.divide(rule.multiply(weightGradient, inverse, &bits), number, &bits)
      factors.append(
        NormalizationFactors(
          mean: mean[channel], gradientMean: rule.divide(sums[channel], number, &bits),
          slope: slope, scale: rule.multiply(weight[channel], inverse, &bits),
          weightGradient: weightGradient))
    }
    count(rule, Tally(add: 2 * layout.combinations))
    count(rule, Tally(add: 4, multiply: 1, accumulate: 2) * x.count)
    count(rule, Tally(add: 1, multiply: 3, divide: 3, squareRoot: 1) * channels)
    let result = rule.normalizationGradient(
      values, g, layout, factors, session.nextCall(), threads)
    return (
      Rule.Real.wrap(Tensor(shape: x.shape, values: result)),
      Rule.Real.wrap(Tensor(shape: [channels], values: factors.map(\.weightGradient))),
      Rule.Real.wrap(Tensor(shape: [channels], values: sums))
    )
  }
}

/// What the gradient of a channel's elements is made with.
private struct NormalizationFactors<Real: RealNumber>: Sendable {
  let mean: Real
  let gradientMean: Real
  /// Σ (x − mean) g / (variance + ε) / n
  let slope: Real
  /// weight / √(variance + ε)
  let scale: Real
  let weightGradient: Real
}

extension RoundingRule {
  /// √(variance + ε)
  fileprivate func deviation(_ variance: Real, _ epsilon: Double, _ bits: inout Bits) -> Real {
    squareRoot(add(variance, Real.nearest(epsilon), &bits), &bits)
  }

  /// ((g − mean g) − slope (x − mean)) scale; element i draws the words of element i.
  fileprivate func normalizationGradient(
    _ x: [Real], _ g: [Real], _ layout: ChannelLayout, _ factors: [NormalizationFactors<Real>],
    _ key: CallKey, _ threads: Int
  ) -> [Real] {
    Tiling.fill(
      layout.planes, width: layout.plane, threads: threads, grain: layout.grain
    ) { (range, output: UnsafeMutablePointer<Real>) in
      x.withElements { x in
        g.withElements { g in
          for plane in range {
            let factor = factors[plane % layout.channels]
            for i in plane * layout.plane..<(plane + 1) * layout.plane {
              var bits = Bits(key, element: i)
              let difference = subtract(x[i], factor.mean, &bits)
              let centred = subtract(g[i], factor.gradientMean, &bits)
              let rest = accumulate(centred, -factor.slope, difference, &bits)
              (output + i).initialize(to: multiply(rest, factor.scale, &bits))
            }
          }
          return range.count
        }
      }
    }.values
  }
}

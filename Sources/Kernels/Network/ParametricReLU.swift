internal import ArithmeticTypes

extension Backend {
  func parametricReLU(_ x: RealTensor, slopes: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: parametricReLU(rule32, x, slopes)
    case .binary64: parametricReLU(rule64, x, slopes)
    }
  }

  private func parametricReLU<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ slopes: RealTensor
  ) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    precondition(
      slopes.shape == [layout.channels], "slopes \(slopes.shape) are not [\(layout.channels)]")
    // All products are made, and the positive numbers' thrown away.
    count(rule, Tally(multiply: x.count))
    let values = rule.parametricReLU(
      Rule.Real.unwrap(x).values, layout, Rule.Real.unwrap(slopes).values, session.nextCall(),
      threads)
    return Rule.Real.wrap(Tensor(shape: x.shape, values: values))
  }
}

extension RoundingRule {
  /// Element i draws the words of place i, as in `leakyReLU` by the channel's slope.
  fileprivate func parametricReLU(
    _ values: [Real], _ layout: ChannelLayout, _ slopes: [Real], _ key: CallKey, _ threads: Int
  ) -> [Real] {
    Tiling.fill(
      layout.planes, width: layout.plane, threads: threads, grain: layout.grain
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { x in
        for plane in range {
          _ = leakyReLU(
            x, slopes[plane % layout.channels], x, key,
            plane * layout.plane..<(plane + 1) * layout.plane, output)
        }
        return range.count
      }
    }.values
  }
}

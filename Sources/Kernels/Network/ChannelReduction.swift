internal import ArithmeticTypes

extension Backend {
  func channelSum(_ x: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: channelSum(rule32, x)
    case .binary64: channelSum(rule64, x)
    }
  }

  private func channelSum<Rule: RoundingRule>(_ rule: Rule, _ x: RealTensor) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    let values = Rule.Real.unwrap(x).values
    count(rule, Tally(add: x.count + layout.combinations))
    let sums = rule.channelSums(values, layout, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: [layout.channels], values: sums))
  }

  func channelMoments(_ x: RealTensor) -> (mean: RealTensor, variance: RealTensor) {
    switch x.format {
    case .binary32: channelMoments(rule32, x)
    case .binary64: channelMoments(rule64, x)
    }
  }

  private func channelMoments<Rule: RoundingRule>(_ rule: Rule, _ x: RealTensor)
    -> (mean: RealTensor, variance: RealTensor)
  {
    let layout = ChannelLayout(x.shape)
    let (mean, variance) = moments(rule, Rule.Real.unwrap(x).values, layout)
    return (
      Rule.Real.wrap(Tensor(shape: [layout.channels], values: mean)),
      Rule.Real.wrap(Tensor(shape: [layout.channels], values: variance))
    )
  }

  /// Means and biased variances of channels: two kernel calls.
  func moments<Rule: RoundingRule>(_ rule: Rule, _ x: [Rule.Real], _ layout: ChannelLayout)
    -> (mean: [Rule.Real], variance: [Rule.Real])
  {
    let tally = Tally(add: layout.combinations, divide: layout.channels)
    count(rule, tally.adding(Tally(add: x.count)))
    count(rule, tally.adding(Tally(add: 1, accumulate: 1) * x.count))
    var key = session.nextCall()
    let sums = rule.channelSums(x, layout, key, threads)
    let means = rule.channelMeans(sums, layout, key)
    key = session.nextCall()
    let squares = rule.channelSquares(x, means, layout, key, threads)
    return (means, rule.channelMeans(squares, layout, key))
  }
}

extension RoundingRule {
  func channelSums(_ x: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int) -> [Real] {
    reduceChannels(x, x, layout, key, threads) { block in
      block.fold(self) { sum, x, _, bits in add(sum, x, &bits) }
    }
  }

  /// Σ (x − mean)²
  fileprivate func channelSquares(
    _ x: [Real], _ means: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    reduceChannels(x, x, layout, key, threads) { block in
      let mean = means[block.channel]
      return block.fold(self) { sum, x, _, bits in
        let difference = subtract(x, mean, &bits)
        return accumulate(sum, difference, difference, &bits)
      }
    }
  }

  /// Σ (x − mean) y
  func channelProducts(
    _ x: [Real], _ means: [Real], _ y: [Real], _ layout: ChannelLayout, _ key: CallKey,
    _ threads: Int
  ) -> [Real] {
    reduceChannels(x, y, layout, key, threads) { block in
      let mean = means[block.channel]
      return block.fold(self) { sum, x, y, bits in
        accumulate(sum, subtract(x, mean, &bits), y, &bits)
      }
    }
  }

  /// Channels' sums over their numbers of elements; channel c draws the words of 17 T + C + c.
  func channelMeans(_ sums: [Real], _ layout: ChannelLayout, _ key: CallKey) -> [Real] {
    let count = Real.nearest(Double(layout.batch * layout.plane))
    return sums.enumerated().map { channel, sum in
      var bits = Bits(key, element: 17 * layout.blocks + layout.channels + channel)
      return divide(sum, count, &bits)
    }
  }
}

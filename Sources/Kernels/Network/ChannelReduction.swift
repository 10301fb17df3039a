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

extension ChannelLayout {
  /// Blocks of all channels: those of a channel one after the other, by item, then along its plane.
  var blocks: Int { planes * LaneBlocks.count(plane) }
  /// Additions beyond the steps.
  var combinations: Int { 15 * blocks + max(0, blocks - channels) }
}

extension RoundingRule {
  /// Folds each channel by `step`: planes in the order of items, each in blocks as `sum`'s; then the
  /// blocks, ascending.
  ///
  /// Lane l of block b (of T for all channels) draws the words of element 16 b + l, the sum over its
  /// lanes those of 16 T + b, the sum over the blocks of channel c those of 17 T + c.
  @inline(__always)
  func reduceChannels(
    _ a: [Real], _ b: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int,
    _ step: @Sendable (_ sum: Real, _ a: Real, _ b: Real, _ channel: Int, inout Bits) -> Real
  ) -> [Real] {
    let perPlane = LaneBlocks.count(layout.plane)
    let perChannel = layout.batch * perPlane
    let total = layout.blocks
    let partial = Tiling.fill(
      total, threads: threads, grain: 8
    ) { (range, output: UnsafeMutablePointer<Real>) in
      a.withElements { a in
        b.withElements { b in
          for block in range {
            let channel = block / perChannel
            let (item, part) = (block % perChannel).quotientAndRemainder(dividingBy: perPlane)
            let offset = part * LaneBlocks.size
            let start = (item * layout.channels + channel) * layout.plane + offset
            let sum = laneSum(
              a + start, b + start, count: min(LaneBlocks.size, layout.plane - offset),
              block: block, of: total, key
            ) { step($0, $1, $2, channel, &$3) }
            (output + block).initialize(to: sum)
          }
          return range.count
        }
      }
    }.values
    return (0..<layout.channels).map { channel in
      blockSum(
        partial[channel * perChannel..<(channel + 1) * perChannel], element: 17 * total + channel,
        key)
    }
  }

  func channelSums(_ x: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int) -> [Real] {
    reduceChannels(x, x, layout, key, threads) { sum, x, _, _, bits in add(sum, x, &bits) }
  }

  /// Σ (x − mean)²
  fileprivate func channelSquares(
    _ x: [Real], _ means: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    reduceChannels(x, x, layout, key, threads) { sum, x, _, channel, bits in
      let difference = subtract(x, means[channel], &bits)
      return accumulate(sum, difference, difference, &bits)
    }
  }

  /// Σ (x − mean) y
  func channelProducts(
    _ x: [Real], _ means: [Real], _ y: [Real], _ layout: ChannelLayout, _ key: CallKey,
    _ threads: Int
  ) -> [Real] {
    reduceChannels(x, y, layout, key, threads) { sum, x, y, channel, bits in
      accumulate(sum, subtract(x, means[channel], &bits), y, &bits)
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

internal import ArithmeticTypes

/// The fixed order of sums of long vectors, those of one channel.
///
/// Elements fall into blocks of 4096. In a block, element `j` goes to lane `j mod 16`, each lane
/// adding its elements in ascending order to zero; the lanes are then added in ascending order to
/// lane 0, and the blocks in ascending order to block 0. Lane `l` of block `b` draws the words of
/// element `16 b + l`, the sum over lanes of block `b` those of `16 B + b` for `B` blocks, and the
/// sum over blocks those of `17 B`.
enum LaneBlocks {
  static var size: Int { 4096 }

  /// Blocks of `count` elements.
  static func count(_ count: Int) -> Int { (count + size - 1) / size }
}

extension ChannelLayout {
  /// Blocks of all channels: those of a channel one after the other, by item, then along its plane.
  var blocks: Int { planes * LaneBlocks.count(plane) }
  /// Additions beyond the steps.
  var combinations: Int { 15 * blocks + max(0, blocks - channels) }
}

/// A block of the elements of two vectors, or of one twice.
struct LaneBlock<Rule: RoundingRule> {
  fileprivate let a, b: UnsafePointer<Rule.Real>
  fileprivate let count: Int
  let channel: Int
  fileprivate let element: Int
  fileprivate let sumElement: Int
  fileprivate let key: CallKey

  /// Folds the block by `step`.
  @inline(__always)
  func fold(
    _ rule: Rule,
    _ step: (_ sum: Rule.Real, _ a: Rule.Real, _ b: Rule.Real, inout Rule.Bits) -> Rule.Real
  ) -> Rule.Real {
    var sums = InlineArray<16, Rule.Real>(repeating: 0)
    var bits = InlineArray<16, Rule.Bits> { Rule.Bits(key, element: element + $0) }
    var start = 0
    // Sixteen at a time become vectors; where roundings are long, one short loop is less code.
    while !Rule.perturbs && start + 16 <= count {
      for lane in 0..<16 {
        sums[lane] = step(sums[lane], a[start + lane], b[start + lane], &bits[lane])
      }
      start += 16
    }
    while start < count {
      let width = min(16, count - start)
      for lane in 0..<width {
        sums[lane] = step(sums[lane], a[start + lane], b[start + lane], &bits[lane])
      }
      start += width
    }
    var sumBits = Rule.Bits(key, element: sumElement)
    var sum = sums[0]
    for lane in 1..<16 { sum = rule.add(sum, sums[lane], &sumBits) }
    return sum
  }
}

extension RoundingRule {
  /// Folds the elements of `a`, with those of `b` beside them, by what `fold` does to a block: those
  /// of one channel.
  @inline(__always)
  func reduce(
    _ a: [Real], _ b: [Real], _ key: CallKey, _ threads: Int,
    _ fold: @Sendable (LaneBlock<Self>) -> Real
  ) -> Real {
    precondition(a.count == b.count)
    return reduceChannels(a, b, ChannelLayout([1, 1, a.count]), key, threads, fold)[0]
  }

  /// Folds each channel: planes in the order of items, each in blocks as `sum`'s; then the blocks,
  /// ascending.
  ///
  /// Lane l of block b (of T for all channels) draws the words of element 16 b + l, the sum over its
  /// lanes those of 16 T + b, the sum over the blocks of channel c those of 17 T + c.
  @inline(__always)
  func reduceChannels(
    _ a: [Real], _ b: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int,
    _ fold: @Sendable (LaneBlock<Self>) -> Real
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
            let sum = fold(
              LaneBlock(
                a: a + start, b: b + start, count: min(LaneBlocks.size, layout.plane - offset),
                channel: channel, element: 16 * block, sumElement: 16 * total + block, key: key))
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

  /// The sum of the blocks' sums, which draws the words of `element`.
  @inline(__always)
  func blockSum(_ partial: ArraySlice<Real>, element: Int, _ key: CallKey) -> Real {
    var bits = Bits(key, element: element)
    var sum: Real = partial.first ?? 0
    for value in partial.dropFirst() { sum = add(sum, value, &bits) }
    return sum
  }

  /// Additions that `reduce` makes beyond its steps.
  func combinations(_ count: Int) -> Int { ChannelLayout([1, 1, count]).combinations }
}

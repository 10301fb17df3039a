internal import ArithmeticTypes

/// The fixed order of sums of long vectors.
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

extension RoundingRule {
  /// Folds the elements of `a`, with those of `b` beside them, by `step`.
  @inline(__always)
  func reduce(
    _ a: [Real], _ b: [Real], _ key: CallKey, _ threads: Int,
    _ step: @Sendable (_ sum: Real, _ a: Real, _ b: Real, inout Bits) -> Real
  ) -> Real {
    precondition(a.count == b.count)
    let count = a.count
    let blocks = LaneBlocks.count(count)
    let partial = Tiling.fill(
      blocks, threads: threads, grain: 8
    ) { (range, output: UnsafeMutablePointer<Real>) in
      a.withElements { a in
        b.withElements { b in
          for block in range {
            let start = block * LaneBlocks.size
            let sum = laneSum(
              a + start, b + start, count: min(LaneBlocks.size, count - start), block: block,
              of: blocks, key
            ) { step($0, $1, $2, &$3) }
            (output + block).initialize(to: sum)
          }
          return range.count
        }
      }
    }.values
    return blockSum(partial[...], element: 17 * blocks, key)
  }

  /// The sum of one block.
  @inline(__always)
  func laneSum(
    _ a: UnsafePointer<Real>, _ b: UnsafePointer<Real>, count: Int, block: Int, of blocks: Int,
    _ key: CallKey, _ step: (_ sum: Real, _ a: Real, _ b: Real, inout Bits) -> Real
  ) -> Real {
    var sums = InlineArray<16, Real>(repeating: 0)
    var bits = InlineArray<16, Bits> { Bits(key, element: 16 * block + $0) }
    var start = 0
    // Sixteen at a time become vectors; where roundings are long, one short loop is less code.
    while !Self.perturbs && start + 16 <= count {
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
    var sumBits = Bits(key, element: 16 * blocks + block)
    var sum = sums[0]
    for lane in 1..<16 { sum = add(sum, sums[lane], &sumBits) }
    return sum
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
  func combinations(_ count: Int) -> Int {
    let blocks = LaneBlocks.count(count)
    return blocks * 15 + max(0, blocks - 1)
  }
}

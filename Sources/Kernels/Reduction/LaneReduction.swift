internal import ArithmeticTypes

/// The fixed order of sums of long vectors.
///
/// Elements fall into blocks of 4096. In a block, element `j` goes to lane `j mod 16`, each lane
/// adding its elements in ascending order to zero; the lanes are then added in ascending order to
/// lane 0, and the blocks in ascending order to block 0. Lane `l` of block `b` draws the words of
/// element `16 b + l`, the sum over lanes of block `b` those of `16 B + b` for `B` blocks, and the
/// sum over blocks those of `17 B`.
extension RoundingRule {
  @inline(__always)
  func reduce(
    _ count: Int, _ key: CallKey, _ threads: Int,
    _ step: @Sendable (_ sum: Real, _ index: Int, inout Bits) -> Real
  ) -> Real {
    let blocks = (count + 4095) / 4096
    let partial = Tiling.fill(
      blocks, threads: threads, grain: 8
    ) { (range, output: UnsafeMutablePointer<Real>) in
      for block in range {
        let start = block * 4096
        let end = min(count, start + 4096)
        var sum: Real = 0
        var sumBits = Bits(key, element: 16 * blocks + block)
        for lane in 0..<16 {
          var bits = Bits(key, element: 16 * block + lane)
          var laneSum: Real = 0
          for index in stride(from: start + lane, to: end, by: 16) {
            laneSum = step(laneSum, index, &bits)
          }
          sum = lane == 0 ? laneSum : add(sum, laneSum, &sumBits)
        }
        (output + block).initialize(to: sum)
      }
      return range.count
    }
    var bits = Bits(key, element: 17 * blocks)
    var sum: Real = partial.values.first ?? 0
    for value in partial.values.dropFirst() { sum = add(sum, value, &bits) }
    return sum
  }

  /// Additions that `reduce` makes beyond its steps.
  func combinations(_ count: Int) -> Int {
    let blocks = (count + 4095) / 4096
    return blocks * 15 + max(0, blocks - 1)
  }
}

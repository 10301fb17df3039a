package import Arithmetic

/// Whether a figure rises or falls with a number, where the same splits give it for each number.
///
/// Figures of one split hang together, so the numbers are permuted within each split: under no trend all
/// orders are as likely.
package struct PermutedTrend {
  package let sizes: Int
  /// Mean over splits of the least-squares slope.
  package let slope: Double
  /// The part of permutations whose slope is as far from 0, the one seen included.
  package let probability: Double

  /// - Parameters:
  ///   - sizes: the numbers, not all equal.
  ///   - figures: for each number a figure a split.
  package init(sizes: [Double], figures: [[Double]], draws: Int, stream: RandomStream) {
    self.sizes = sizes.count
    let mean = sizes.reduce(0, +) / Double(sizes.count)
    let centred = sizes.map { $0 - mean }
    let around = centred.reduce(0) { $0 + $1 * $1 }
    let splits = figures.map(\.count).min() ?? 0
    let rows = (0..<splits).map { split in figures.map { $0[split] } }
    func total(_ order: (Int) -> [Int]) -> Double {
      var sum = 0.0
      for (split, row) in rows.enumerated() {
        for (place, size) in zip(order(split), centred) { sum += size * row[place] }
      }
      return sum
    }
    let plain = Array(sizes.indices)
    let own = total { _ in plain }
    slope = own / around / Double(max(splits, 1))
    var asFar = 1
    for draw in 0..<draws {
      let permuted = total { split in
        var order = plain
        for place in stride(from: order.count - 1, to: 0, by: -1) {
          let index = UInt64((draw * splits + split) * order.count + place)
          order.swapAt(place, Int(stream.word(index) % UInt64(place + 1)))
        }
        return order
      }
      if abs(permuted) >= abs(own) * (1 - 1e-12) { asFar += 1 }
    }
    probability = Double(asFar) / Double(draws + 1)
  }
}

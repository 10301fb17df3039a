internal import ArithmeticTypes

/// Up to 64 places of one item that are next to each other, with all their channels.
struct ChannelColumns {
  /// Index of the first place in data without channels, `[N, spatial…]`.
  let place: Int
  /// Index of its first channel in data with channels, and from one channel to the next.
  let start: Int
  let stride: Int
  let count: Int

  static var greatestCount: Int { 64 }
}

extension RoundingRule {
  /// Fills data of `outputs` channels (or one number a place) by runs of places.
  ///
  /// Place i of `[N, spatial…]` draws the words of element i, in the order in which `body` takes them
  /// from its entry of `bits`. Each entry of the three scratch rows belongs to one place too.
  @inline(__always)
  func fillColumns(
    _ layout: ChannelLayout, outputs: Int, _ key: CallKey, _ threads: Int,
    _ body:
      @Sendable (
        ChannelColumns, _ output: UnsafeMutablePointer<Real>, _ scratch: UnsafeMutablePointer<Real>,
        _ bits: UnsafeMutablePointer<Bits>
      ) -> Void
  ) -> [Real] {
    let size = ChannelColumns.greatestCount
    return Tiling.fill(
      layout.batch * layout.plane, width: outputs, threads: threads, grain: 16 * size
    ) { (range, output: UnsafeMutablePointer<Real>) in
      withUnsafeTemporaryAllocation(of: Real.self, capacity: 2 * size) { scratch in
        withUnsafeTemporaryAllocation(of: Bits.self, capacity: size) { bits in
          guard let row = scratch.baseAddress, let words = bits.baseAddress else { return }
          var place = range.lowerBound
          while place < range.upperBound {
            let (item, offset) = place.quotientAndRemainder(dividingBy: layout.plane)
            let count = min(size, layout.plane - offset, range.upperBound - place)
            for i in 0..<count { (words + i).initialize(to: Bits(key, element: place + i)) }
            let columns = ChannelColumns(
              place: place, start: item * layout.channels * layout.plane + offset,
              stride: layout.plane, count: count)
            body(columns, output, row, words)
            place += count
          }
        }
      }
      return range.count
    }.values
  }

  /// The greatest of each place's channels, NaN where one is NaN.
  @inline(__always)
  func maxima(
    _ x: UnsafePointer<Real>, _ columns: ChannelColumns, _ channels: Int,
    _ output: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<columns.count { (output + i).initialize(to: x[columns.start + i]) }
    for channel in 1..<max(1, channels) {
      let row = x + columns.start + channel * columns.stride
      for i in 0..<columns.count {
        output[i] = row[i] > output[i] || row[i] != row[i] ? row[i] : output[i]
      }
    }
  }

  /// The sums over each place's channels of e = exp(d), d = x − greatest; channels ascending from the
  /// first. They stay in the scratch rows.
  ///
  /// - Parameter body: called with the channel, the place and its d and e, before e is added.
  @inline(__always)
  func exponentialSums(
    _ x: UnsafePointer<Real>, _ columns: ChannelColumns, _ channels: Int,
    _ scratch: UnsafeMutablePointer<Real>, _ bits: UnsafeMutablePointer<Bits>,
    _ body: (_ channel: Int, _ i: Int, _ difference: Real, _ exponential: Real) -> Void
  ) -> UnsafeMutablePointer<Real> {
    let (greatest, sums) = (scratch, scratch + ChannelColumns.greatestCount)
    maxima(x, columns, channels, greatest)
    for channel in 0..<channels {
      let start = columns.start + channel * columns.stride
      for i in 0..<columns.count {
        let difference = subtract(x[start + i], greatest[i], &bits[i])
        let e = exponential(difference, &bits[i])
        body(channel, i, difference, e)
        sums[i] = channel == 0 ? e : add(sums[i], e, &bits[i])
      }
    }
    return sums
  }
}

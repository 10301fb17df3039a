internal import ArithmeticTypes

/// Filters of 3 × 3 taps as the factors of Winograd's products: at each of 36 points a left operand, cut
/// into panels of a tile's height.
///
/// The transform runs in binary64, along y and then along x, and each factor is rounded to nearest once.
struct WinogradFilters<Real: RealNumber>: Sendable {
  /// Height and first row of each panel, in the order of their rows.
  let panels: [(height: Int, row: Int)]
  /// Rows, with those that fill up panels.
  let rows: Int
  let steps: Int
  private let factors: [Real]

  static var points: Int { WinogradTransform.points * WinogradTransform.points }

  /// - Parameters:
  ///   - filters: `[rows, steps, 3, 3]`.
  ///   - steps: a sum's products at one point: channels, and in each the filter's places along z.
  init(_ filters: [Real], rows: Int, steps: Int, threads: Int) {
    var (panels, row) = ([(height: Int, row: Int)](), 0)
    for height in TileShape.heights(covering: rows) {
      panels.append((height, row))
      row += height
    }
    (self.panels, self.rows, self.steps) = (panels, row, steps)
    let (all, filled) = (panels, row * steps * Self.points)
    factors = [Real](unsafeUninitializedCapacity: filled) { buffer, initialized in
      initialized = filled
      guard let start = buffer.baseAddress, filled > 0 else { return }
      nonisolated(unsafe) let target = start
      let count = TileShape.tallest * steps + DoubleLanes.count
      Tiling.forEach(all.count, threads: threads, scratch: { Scratch<Double>((9 + 36) * count) }) {
        index, scratch in
        let (height, row) = all[index]
        filters.withUnsafeBufferPointer { filters in
          guard let filters = filters.baseAddress else { return }
          Self.gather(
            filters, rows: row..<min(rows, row + height), height: height, steps: steps,
            to: scratch.start, stride: count)
        }
        Self.transform(
          scratch.start, count: height * steps, stride: count, scratch.start + 9 * count,
          to: target + row * steps * Self.points)
      }
    }
  }

  /// The factors of a panel at a point, step by step.
  @inline(__always)
  func withPanel(_ panel: Int, point: Int, _ body: (UnsafePointer<Real>) -> Void) {
    let (height, row) = panels[panel]
    factors.withUnsafeBufferPointer { factors in
      guard let start = factors.baseAddress else { return }
      body(start + (row * Self.points + point * height) * steps)
    }
  }

  /// Each of nine taps of a panel's filters, in the panel's order, `stride` from the next.
  private static func gather(
    _ filters: UnsafePointer<Real>, rows: Range<Int>, height: Int, steps: Int,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for place in 0..<height {
      for step in 0..<steps {
        let taps = filters + ((rows.lowerBound + place) * steps + step) * 9
        for tap in 0..<9 {
          target[tap * stride + step * height + place] =
            place < rows.count ? taps[tap].wide : 0
        }
      }
    }
  }

  /// - Parameter scratch: room for 36 runs of `stride`.
  private static func transform(
    _ taps: UnsafePointer<Double>, count: Int, stride: Int,
    _ scratch: UnsafeMutablePointer<Double>, to target: UnsafeMutablePointer<Real>
  ) {
    for first in Swift.stride(from: 0, to: count, by: DoubleLanes.count) {
      @inline(__always) func load(_ tap: Int) -> DoubleLanes {
        DoubleLanes(from: taps + tap * stride + first)
      }
      @inline(__always) func store(_ value: DoubleLanes, _ point: Int) {
        value.store(to: scratch + point * stride + first)
      }
      let left = WinogradTransform.filter((load(0), load(3), load(6)))
      let middle = WinogradTransform.filter((load(1), load(4), load(7)))
      let right = WinogradTransform.filter((load(2), load(5), load(8)))
      @inline(__always) func along(_ row: (DoubleLanes, DoubleLanes, DoubleLanes), _ y: Int) {
        let x = WinogradTransform.filter(row)
        store(x.0, 6 * y)
        store(x.1, 6 * y + 1)
        store(x.2, 6 * y + 2)
        store(x.3, 6 * y + 3)
        store(x.4, 6 * y + 4)
        store(x.5, 6 * y + 5)
      }
      along((left.0, middle.0, right.0), 0)
      along((left.1, middle.1, right.1), 1)
      along((left.2, middle.2, right.2), 2)
      along((left.3, middle.3, right.3), 3)
      along((left.4, middle.4, right.4), 4)
      along((left.5, middle.5, right.5), 5)
    }
    for point in 0..<points {
      let (source, place) = (scratch + point * stride, target + point * count)
      for i in 0..<count { place[i] = Real.nearest(source[i]) }
    }
  }
}

internal import ArithmeticTypes

/// Filters of r × r taps as the factors of Winograd's products: at each of 36 points a left operand, cut
/// into panels of a tile's height.
///
/// The transform runs in binary64, along y and then along x, and each factor is rounded to nearest once.
struct WinogradFilters<Form: WinogradForm, Real: RealNumber>: Sendable {
  /// Height and first row of each panel, in the order of their rows.
  let panels: [(height: Int, row: Int)]
  /// Rows, with those that fill up panels.
  let rows: Int
  let steps: Int
  private let factors: [Real]

  /// - Parameters:
  ///   - filters: `[rows, steps, r, r]`.
  ///   - steps: a sum's products at one point: channels, and in each the filter's places along z.
  init(_ filters: [Real], rows: Int, steps: Int, threads: Int) {
    var (panels, row) = ([(height: Int, row: Int)](), 0)
    for height in TileShape.heights(covering: rows) {
      panels.append((height, row))
      row += height
    }
    (self.panels, self.rows, self.steps) = (panels, row, steps)
    let (all, filled) = (panels, row * steps * WinogradPoints.all)
    factors = [Real](unsafeUninitializedCapacity: filled) { buffer, initialized in
      initialized = filled
      guard let start = buffer.baseAddress, filled > 0 else { return }
      nonisolated(unsafe) let target = start
      let count = TileShape.tallest * steps + DoubleLanes.count
      Tiling.forEach(
        all.count, threads: threads,
        scratch: { Scratch<Double>((Self.taps + WinogradPoints.all) * count) }
      ) {
        index, scratch in
        let (height, row) = all[index]
        filters.withUnsafeBufferPointer { filters in
          guard let filters = filters.baseAddress else { return }
          Self.gather(
            filters, rows: row..<min(rows, row + height), height: height, steps: steps,
            to: scratch.start, stride: count)
        }
        Self.transform(
          scratch.start, count: height * steps, stride: count, scratch.start + Self.taps * count,
          to: target + row * steps * WinogradPoints.all)
      }
    }
  }

  /// The factors of a panel at a point, step by step.
  @inline(__always)
  func withPanel(_ panel: Int, point: Int, _ body: (UnsafePointer<Real>) -> Void) {
    let (height, row) = panels[panel]
    factors.withUnsafeBufferPointer { factors in
      guard let start = factors.baseAddress else { return }
      body(start + (row * WinogradPoints.all + point * height) * steps)
    }
  }

  /// Each tap of a panel's filters, in the panel's order, `stride` from the next.
  private static func gather(
    _ filters: UnsafePointer<Real>, rows: Range<Int>, height: Int, steps: Int,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for place in 0..<height {
      for step in 0..<steps {
        let taps = filters + ((rows.lowerBound + place) * steps + step) * Self.taps
        for tap in 0..<Self.taps {
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
    let lanes = DoubleLanes.count
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: Form.taps * WinogradPoints.count * lanes
    ) { columns in
      guard let columns = columns.baseAddress else { return }
      for first in Swift.stride(from: 0, to: count, by: lanes) {
        for x in 0..<Form.taps {
          DoubleLanes.store(
            Form.filter { DoubleLanes(from: taps + ($0 * Form.taps + x) * stride + first) },
            to: columns + x * WinogradPoints.count * lanes, lanes)
        }
        for y in 0..<WinogradPoints.count {
          DoubleLanes.store(
            Form.filter { DoubleLanes(from: columns + ($0 * WinogradPoints.count + y) * lanes) },
            to: scratch + y * WinogradPoints.count * stride + first, stride)
        }
      }
    }
    for point in 0..<WinogradPoints.all {
      let (source, place) = (scratch + point * stride, target + point * count)
      for i in 0..<count { place[i] = Real.nearest(source[i]) }
    }
  }

  private static var taps: Int { Form.taps * Form.taps }
}

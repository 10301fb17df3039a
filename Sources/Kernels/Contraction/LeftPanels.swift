/// The rows of a contraction's left operand, cut into panels of a tile's height.
///
/// A panel holds its rows' factors step by step; rows that fill up the last panels are zero.
struct LeftPanels<Factor: RealNumber>: Sendable {
  /// Height and first row of each panel.
  let panels: [(height: Int, row: Int)]
  /// Rows, with those that fill up panels.
  let rows: Int
  let steps: Int
  private let values: [Factor]

  /// - Parameters:
  ///   - first: where `numbers` has the factor of row 0 at step 0; rows and steps are so far apart.
  init<Real: RealNumber>(
    rows: Int, steps: Int, of numbers: [Real], from first: Int = 0, rowStride: Int,
    stepStride: Int = 1
  ) {
    var (panels, row) = ([(height: Int, row: Int)](), 0)
    for height in TileShape.heights(covering: rows) {
      panels.append((height, row))
      row += height
    }
    self.panels = panels
    self.rows = row
    self.steps = steps
    let count = row * steps
    values = [Factor](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let target = buffer.baseAddress, count > 0 else { return }
      numbers.withUnsafeBufferPointer { numbers in
        guard let start = numbers.baseAddress else { return }
        for panel in panels {
          for i in 0..<panel.height {
            Self.fill(
              target + panel.row * steps + i, height: panel.height, steps: steps,
              panel.row + i < rows ? start + first + (panel.row + i) * rowStride : nil, stepStride)
          }
        }
      }
    }
  }

  /// One row of a panel; zeros where there is no `source`.
  @inline(__always)
  private static func fill<Real: RealNumber>(
    _ target: UnsafeMutablePointer<Factor>, height: Int, steps: Int,
    _ source: UnsafePointer<Real>?, _ stride: Int
  ) {
    guard let source else {
      for step in 0..<steps { (target + step &* height).initialize(to: 0) }
      return
    }
    for step in 0..<steps {
      (target + step &* height).initialize(to: Factor.nearest(source[step &* stride].wide))
    }
  }

  /// Calls `body` with each panel's place, height, first row and factors.
  @inline(__always)
  func forEach(_ body: (_ index: Int, _ height: Int, _ row: Int, UnsafePointer<Factor>) -> Void) {
    values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for (index, panel) in panels.enumerated() {
        body(index, panel.height, panel.row, start + panel.row * steps)
      }
    }
  }
}

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

  /// - Parameter value: the factor of a row at a step.
  init(rows: Int, steps: Int, _ value: (_ row: Int, _ step: Int) -> Factor) {
    var (panels, row) = ([(height: Int, row: Int)](), 0)
    for height in TileShape.heights(covering: rows) {
      panels.append((height, row))
      row += height
    }
    self.panels = panels
    self.rows = row
    self.steps = steps
    let padded = row
    values = [Factor](unsafeUninitializedCapacity: padded * steps) { buffer, initialized in
      for (height, first) in panels {
        for step in 0..<steps {
          let start = first * steps + step * height
          for i in 0..<height {
            buffer.initializeElement(
              at: start + i, to: first + i < rows ? value(first + i, step) : 0)
          }
        }
      }
      initialized = padded * steps
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

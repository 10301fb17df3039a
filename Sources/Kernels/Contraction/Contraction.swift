internal import ArithmeticTypes

/// Sums of products under one rule: the loops over tiles that all contractions share.
struct Contraction<Rule: RoundingRule> {
  typealias Factor = Rule.Factor

  let rule: Rule
  let key: CallKey
  let magnitudes: Magnitudes

  /// Adds a run of steps to the sums of all rows of `left` and some columns.
  ///
  /// - Parameters:
  ///   - steps: the run; it starts at a multiple of `TileShape.stepAlignment`.
  ///   - firstStep: how many steps the sums hold already, from the same operands or earlier ones.
  ///   - right: where `offsets` start, one for each step of `left`.
  ///   - columns: a multiple of 16.
  ///   - element: that of the first sum, even; rows are `elementStride`, even, apart.
  ///   - target: called before each tile, with its panel, rows and columns; gives the place of its
  ///     first sum and how far its rows are apart.
  ///   - finish: called after each tile with the same.
  @inline(__always)
  func add(
    _ left: LeftPanels<Factor>, steps: Range<Int>, firstStep: Int,
    _ right: UnsafePointer<Factor>, _ offsets: UnsafePointer<Int>, columns: Int,
    element: Int, elementStride: Int,
    target: (_ panel: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> TileTarget<Factor>,
    finish: (_ rows: Range<Int>, _ columns: Range<Int>, TileTarget<Factor>) -> Void = { _, _, _ in }
  ) {
    var column = 0
    while column < columns {
      let width = TileShape.widths.first { $0 <= columns - column } ?? 16
      left.forEach { index, height, row, panel in
        let (rows, range) = (row..<row + height, column..<column + width)
        let place = target(index, rows, range)
        rule.contract(
          Tile(
            left: panel + steps.lowerBound * height, right: right + column,
            offsets: offsets + steps.lowerBound, steps: steps.count, firstStep: firstStep,
            rows: height, columns: width, sums: place.sums, stride: place.stride,
            key: key, element: element + row * elementStride + column,
            elementStride: elementStride),
          magnitudes)
        finish(rows, range, place)
      }
      column += width
    }
  }
}

/// Where a tile's sums are: the first one, and how far rows are apart.
struct TileTarget<Factor> {
  let sums: UnsafeMutablePointer<Factor>
  let stride: Int
}

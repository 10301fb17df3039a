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
  ///   - sums: `left.rows` rows, `stride` apart.
  ///   - element: that of the first sum, even; rows are `elementStride`, even, apart.
  ///   - prepare: called before the tiles of each panel, with its place among them and its rows.
  @inline(__always)
  func add(
    _ left: LeftPanels<Factor>, steps: Range<Int>, firstStep: Int,
    _ right: UnsafePointer<Factor>, _ offsets: UnsafePointer<Int>, columns: Int,
    _ sums: UnsafeMutablePointer<Factor>, stride: Int, element: Int, elementStride: Int,
    prepare: (_ panel: Int, _ rows: Range<Int>) -> Void = { _, _ in }
  ) {
    var column = 0
    while column < columns {
      let width = TileShape.widths.first { $0 <= columns - column } ?? 16
      left.forEach { index, height, row, panel in
        prepare(index, row..<row + height)
        rule.contract(
          Tile(
            left: panel + steps.lowerBound * height, right: right + column,
            offsets: offsets + steps.lowerBound, steps: steps.count, firstStep: firstStep,
            rows: height, columns: width, sums: sums + row * stride + column, stride: stride,
            key: key, element: element + row * elementStride + column,
            elementStride: elementStride),
          magnitudes)
      }
      column += width
    }
  }
}

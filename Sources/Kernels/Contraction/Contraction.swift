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
  ///   - stepsAtOnce: a multiple of `TileShape.stepAlignment`. All rows of some columns take so many steps before
  ///     any takes the next ones, so that their factors are still in the first-level cache.
  ///   - element: that of the first sum, even; rows are `elementStride`, even, apart.
  ///   - prepare: called once before each tile, with its panel, rows and columns.
  ///   - target: the place of a tile's first sum and how far its rows are apart; the same at each call.
  ///   - finish: called after each tile with the same.
  @inline(__always)
  func add(
    _ left: LeftPanels<Factor>, steps: Range<Int>, firstStep: Int,
    _ right: UnsafePointer<Factor>, _ offsets: UnsafePointer<Int>, columns: Int,
    stepsAtOnce: Int = .max, element: Int, elementStride: Int,
    prepare: (_ panel: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void = { _, _, _ in },
    target: (_ rows: Range<Int>, _ columns: Range<Int>) -> TileTarget<Factor>,
    finish: (_ rows: Range<Int>, _ columns: Range<Int>, TileTarget<Factor>) -> Void = { _, _, _ in }
  ) {
    var column = 0
    while column < columns {
      let width = TileShape.widths.first { $0 <= columns - column } ?? 16
      var first = steps.lowerBound
      repeat {
        let run = first..<first + min(stepsAtOnce, steps.upperBound - first)
        left.forEach { index, height, row, panel in
          let (rows, range) = (row..<row + height, column..<column + width)
          if first == steps.lowerBound { prepare(index, rows, range) }
          let place = target(rows, range)
          rule.contract(
            Tile(
              left: panel + first * height, right: right + column, offsets: offsets + first,
              steps: run.count, firstStep: firstStep + first - steps.lowerBound,
              rows: height, columns: width, sums: place.sums, stride: place.stride,
              key: key, element: element + row * elementStride + column,
              elementStride: elementStride),
            magnitudes)
          if run.upperBound == steps.upperBound { finish(rows, range, place) }
        }
        first = run.upperBound
      } while first < steps.upperBound
      column += width
    }
  }
}

/// Where a tile's sums are: the first one, and how far rows are apart.
struct TileTarget<Factor> {
  let sums: UnsafeMutablePointer<Factor>
  let stride: Int
}

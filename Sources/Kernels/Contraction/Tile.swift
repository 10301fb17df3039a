internal import ArithmeticTypes
internal import CIntrinsics

/// A block of outputs that are summed together: some rows by some columns, over a run of steps.
///
/// Output (row, column) gets `left[step, row] × right[offset(step) + column]` added for each step, in
/// order, in one accumulator. Matrix products, convolutions and their gradients are all tiles of this
/// kind: only the offsets differ.
struct Tile<Factor: RealNumber> {
  /// `rows` factors for each step.
  let left: UnsafePointer<Factor>
  let right: UnsafePointer<Factor>
  /// Where each step's factors of the columns start in `right`.
  let offsets: UnsafePointer<Int>
  let steps: Int
  /// How many steps the sums hold already: a multiple of `TileShape.stepAlignment`. Where it is 0
  /// sums start from zero, whatever memory holds.
  let firstStep: Int
  /// One of `TileShape.heights`.
  let rows: Int
  /// One of `TileShape.widths`.
  let columns: Int
  /// Row by row, `stride` apart.
  let sums: UnsafeMutablePointer<Factor>
  let stride: Int
  let key: CallKey
  /// The element of the first output, even; rows are `elementStride`, even too, apart.
  let element: Int
  let elementStride: Int

  /// Asks for the memory of sums shortly before they are stored: where they are the outputs, it has
  /// not been touched, or left the cache since. Called every sixteenth step; asks for one row a time,
  /// and for those that have no step of their own at first.
  @inline(__always)
  func prefetchSums(column: Int, width: Int, step: Int) {
    let row = (steps - step - 1) / 16 - 2
    guard row < rows else { return }
    if row >= 0 { prefetchSums(row: row, column: column, width: width) }
    guard step == 0 else { return }
    for row in max(0, row + 1)..<rows { prefetchSums(row: row, column: column, width: width) }
  }

  @inline(__always)
  private func prefetchSums(row: Int, column: Int, width: Int) {
    let start = sums + row * stride + column
    for line in Swift.stride(from: 0, to: width, by: 64 / MemoryLayout<Factor>.size) {
      lastbit_prefetch_to_write(start + line)
    }
  }

  /// Some of the columns, as a tile.
  @inline(__always)
  func columns(_ first: Int, _ count: Int) -> Tile {
    Tile(
      left: left, right: right + first, offsets: offsets, steps: steps, firstStep: firstStep,
      rows: rows, columns: count, sums: sums + first, stride: stride, key: key,
      element: element + first, elementStride: elementStride)
  }
}

/// The sizes that tiles come in. They decide speed and nothing else.
enum TileShape {
  /// Rows of a tile: six keep 32 registers busy, four waste less where six do not divide.
  static var heights: [Int] { [6, 4] }
  static var tallest: Int { 6 }
  /// Columns of a tile, the widest first: as many as the registers hold sums of.
  static var widths: [Int] { lastbit_vector_registers() == 32 ? [64, 48, 32, 16] : [16] }
  static var widest: Int { lastbit_vector_registers() == 32 ? 64 : 16 }
  /// Runs of steps start at multiples of this, so that runs start with whole random words.
  static var stepAlignment: Int { 64 }

  /// Heights of the tiles that `rows` rows are cut into: the fewest rows of padding, then the most
  /// tiles of six.
  static func heights(covering rows: Int) -> [Int] {
    guard rows > 0 else { return [] }
    var best = (padding: Int.max, fours: 0)
    for fours in 0...min(2, (rows + 3) / 4) {
      let rest = max(0, rows - 4 * fours)
      let padding = 4 * fours + (rest + 5) / 6 * 6 - rows
      if padding < best.padding { best = (padding, fours) }
    }
    let sixes = max(0, rows - 4 * best.fours + 5) / 6
    return [Int](repeating: 6, count: sixes) + [Int](repeating: 4, count: best.fours)
  }
}

extension RoundingRule {
  /// One output after the other, by the scalar rule: what every faster form has to equal.
  func contractByElement(_ tile: Tile<Factor>) {
    let roundings = tile.firstStep * drawsPerStep
    for row in 0..<tile.rows {
      for column in 0..<tile.columns {
        var bits = Bits(tile.key, element: tile.element + row * tile.elementStride + column)
        bits.skip(roundings)
        var sum =
          tile.firstStep == 0 ? 0 : Real.nearest(tile.sums[row * tile.stride + column].wide)
        for step in 0..<tile.steps {
          let factor = Real.nearest(tile.left[step * tile.rows + row].wide)
          let value = Real.nearest(tile.right[tile.offsets[step] + column].wide)
          sum = accumulate(sum, factor, value, &bits)
        }
        tile.sums[row * tile.stride + column] = Factor.nearest(sum.wide)
      }
    }
  }
}

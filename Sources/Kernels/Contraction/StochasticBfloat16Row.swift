internal import ArithmeticTypes
internal import CIntrinsics

/// Sixteen sums in binary32 lanes, products and sums rounded stochastically into bfloat16: four
/// quarters of a word for two steps.
struct StochasticBfloat16Row: TileRow {
  private var sums: lastbit_f32x16
  private let counters: WordPair
  /// The random bits of the second step.
  private var second = lastbit_splat_u32x16(0)

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Float>) -> lastbit_f32x16 { lastbit_load_f32x16(start) }

  @inline(__always)
  init(_ tile: Tile<Float>, row: Int, column: Int, _ clock: HalfWordClock) {
    sums =
      tile.firstStep == 0
      ? lastbit_splat_f32x16(0) : Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    counters = clock.keys.counters(ofSixteen: element, .alternating)
  }

  @inline(__always)
  mutating func add(
    _ factor: UnsafePointer<Float>, _ columns: lastbit_f32x16, _ clock: HalfWordClock
  ) {
    let (w0, w1) = clock.keys.words(counters, after: clock.growth)
    second = lastbit_lower_halves(w0, w1)
    accumulate(factor, columns, lastbit_upper_halves(w0, w1))
  }

  @inline(__always)
  mutating func addSecond(
    _ factor: UnsafePointer<Float>, _ columns: lastbit_f32x16, _ clock: HalfWordClock
  ) {
    accumulate(factor, columns, second)
  }

  @inline(__always)
  private mutating func accumulate(
    _ factor: UnsafePointer<Float>, _ columns: lastbit_f32x16, _ bits: lastbit_u32x16
  ) {
    let product = lastbit_truncate_to_bfloat16(
      lastbit_multiply_by_f32x16(columns, factor), lastbit_upper_quarter(bits))
    sums = lastbit_truncate_to_bfloat16(sums + product, lastbit_lower_quarter(bits))
  }

  @inline(__always)
  func store(_ tile: Tile<Float>, row: Int, column: Int) {
    lastbit_store_f32x16(tile.sums + row * tile.stride + column, sums)
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Float>) {
    for column in stride(from: 0, to: tile.columns, by: width) {
      contract(tile, column: column, HalfWordClock(tile))
    }
  }
}

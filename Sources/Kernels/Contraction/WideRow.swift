internal import ArithmeticTypes
internal import CIntrinsics

/// A rule that rounds eight binary64 results into binary32 at once, each kept as a binary64 number.
///
/// A step of a contraction has one random word for each output.
protocol WideLaneRounding {
  /// `sum + a × b`, rounded.
  static func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ word: lastbit_u64x8
  ) -> lastbit_f64x8
}

/// Where the streams of a tile are: a word a step.
struct WordClock: TileClock {
  let keys: LaneKeys
  private(set) var growth: lastbit_u64x8

  @inline(__always)
  init<Factor>(_ tile: Tile<Factor>) {
    keys = LaneKeys(tile.key)
    growth = keys.growth(tile.firstStep)
  }

  @inline(__always)
  mutating func advance() { growth = lastbit_add_u64x8(growth, keys.step) }
}

/// Sixteen sums of binary32 numbers in binary64 lanes, and the counters of their streams.
struct WideRow<Rounding: WideLaneRounding>: TileRow {
  private var (s0, s1): (lastbit_f64x8, lastbit_f64x8)
  private let (c0, c1): (lastbit_u64x8, lastbit_u64x8)

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Double>) -> (lastbit_f64x8, lastbit_f64x8) {
    (lastbit_load_f64x8(start), lastbit_load_f64x8(start + 8))
  }

  @inline(__always)
  init(_ tile: Tile<Double>, row: Int, column: Int, _ clock: WordClock) {
    (s0, s1) = Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    c0 = clock.keys.counters(element)
    c1 = clock.keys.counters(element + 8)
  }

  @inline(__always)
  mutating func add(
    _ factor: Double, _ columns: (lastbit_f64x8, lastbit_f64x8), _ clock: WordClock
  ) {
    let a = lastbit_splat_f64x8(factor)
    let w0 = clock.keys.words(lastbit_add_u64x8(c0, clock.growth))
    let w1 = clock.keys.words(lastbit_add_u64x8(c1, clock.growth))
    s0 = Rounding.accumulate(s0, a, columns.0, w0)
    s1 = Rounding.accumulate(s1, a, columns.1, w1)
  }

  @inline(__always)
  func store(_ tile: Tile<Double>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    lastbit_store_f64x8(start, s0)
    lastbit_store_f64x8(start + 8, s1)
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Double>) {
    for column in stride(from: 0, to: tile.columns, by: width) { contract(tile, column: column) }
  }
}

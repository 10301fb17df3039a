internal import ArithmeticTypes
internal import CIntrinsics

/// Where the streams of a tile are: two steps take a word.
struct HalfWordClock: TileClock {
  let keys: LaneKeys
  private(set) var growth: lastbit_u64x8

  @inline(__always)
  init<Factor>(_ tile: Tile<Factor>) {
    keys = LaneKeys(tile.key)
    growth = keys.growth(tile.firstStep / 2)
  }

  @inline(__always)
  mutating func advancePair() { growth = lastbit_add_u64x8(growth, keys.step) }
}

/// Sixteen sums of binary32 numbers in binary64 lanes, one stochastic rounding a step; for sums that
/// stay in binary32's normal range.
struct FusedStochasticRow: TileRow {
  private var (s0, s1): (lastbit_f64x8, lastbit_f64x8)
  private let counters: WordPair
  /// The words of this step and the next.
  private var w0 = lastbit_splat_u64x8(0)
  private var w1 = lastbit_splat_u64x8(0)

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Double>) -> WidePair {
    (lastbit_load_f64x8(start), lastbit_load_f64x8(start + 8))
  }

  @inline(__always)
  init(_ tile: Tile<Double>, row: Int, column: Int, _ clock: HalfWordClock) {
    (s0, s1) =
      tile.firstStep == 0
      ? (lastbit_splat_f64x8(0), lastbit_splat_f64x8(0))
      : Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    counters = clock.keys.counters(ofSixteen: element, .ascending)
  }

  @inline(__always)
  mutating func add(
    _ factor: UnsafePointer<Double>, _ columns: WidePair, _ clock: HalfWordClock
  ) {
    let a = lastbit_splat_f64x8(factor.pointee)
    let (t0, t1) = (
      lastbit_fused_wide(s0, a, columns.0), lastbit_fused_wide(s1, a, columns.1)
    )
    (w0, w1) = clock.keys.words(counters, after: clock.growth)
    s0 = lastbit_truncate_first(t0, w0)
    s1 = lastbit_truncate_first(t1, w1)
  }

  @inline(__always)
  mutating func addSecond(
    _ factor: UnsafePointer<Double>, _ columns: WidePair, _ clock: HalfWordClock
  ) {
    let a = lastbit_splat_f64x8(factor.pointee)
    s0 = lastbit_truncate_second(lastbit_fused_wide(s0, a, columns.0), w0)
    s1 = lastbit_truncate_second(lastbit_fused_wide(s1, a, columns.1), w1)
  }

  @inline(__always)
  func store(_ tile: Tile<Double>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    lastbit_store_f64x8(start, s0)
    lastbit_store_f64x8(start + 8, s1)
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Double>) {
    for column in stride(from: 0, to: tile.columns, by: width) {
      contract(tile, column: column, HalfWordClock(tile))
    }
  }
}

internal import ArithmeticTypes
internal import CIntrinsics

/// A rule that rounds eight binary64 results into binary32 at once, each kept as a binary64 number.
protocol WideLaneRounding {
  /// Random words that a step takes of each output.
  static var words: Int { get }
  /// `sum + a × b`, rounded.
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8
}

/// The words of eight outputs, one after another.
struct LaneWords {
  fileprivate var counters: lastbit_u64x8
  fileprivate let keys: LaneKeys

  @inline(__always)
  mutating func next() -> lastbit_u64x8 {
    defer { counters = lastbit_add_u64x8(counters, keys.step) }
    return keys.words(counters)
  }
}

/// The rule of a tile and where its streams are.
struct WordClock<Rounding: WideLaneRounding>: TileClock {
  let keys: LaneKeys
  let rounding: Rounding
  private(set) var growth: lastbit_u64x8
  private let step: lastbit_u64x8

  @inline(__always)
  init<Factor>(_ tile: Tile<Factor>, _ rounding: Rounding) {
    keys = LaneKeys(tile.key)
    self.rounding = rounding
    growth = keys.growth(tile.firstStep * Rounding.words)
    step = keys.growth(Rounding.words)
  }

  @inline(__always)
  mutating func advance() { growth = lastbit_add_u64x8(growth, step) }
}

/// Sixteen sums of binary32 numbers in binary64 lanes, and the counters of their streams.
struct WideRow<Factor: RealNumber, Rounding: WideLaneRounding>: TileRow {
  private var (s0, s1): (lastbit_f64x8, lastbit_f64x8)
  private let (c0, c1): (lastbit_u64x8, lastbit_u64x8)

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Factor>) -> (lastbit_f64x8, lastbit_f64x8) {
    (Factor.widened(start), Factor.widened(start + 8))
  }

  @inline(__always)
  init(_ tile: Tile<Factor>, row: Int, column: Int, _ clock: WordClock<Rounding>) {
    (s0, s1) = Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    c0 = clock.keys.counters(element)
    c1 = clock.keys.counters(element + 8)
  }

  @inline(__always)
  mutating func add(
    _ factor: Factor, _ columns: (lastbit_f64x8, lastbit_f64x8), _ clock: WordClock<Rounding>
  ) {
    let a = lastbit_splat_f64x8(factor.wide)
    var w0 = LaneWords(counters: lastbit_add_u64x8(c0, clock.growth), keys: clock.keys)
    var w1 = LaneWords(counters: lastbit_add_u64x8(c1, clock.growth), keys: clock.keys)
    s0 = clock.rounding.accumulate(s0, a, columns.0, &w0)
    s1 = clock.rounding.accumulate(s1, a, columns.1, &w1)
  }

  @inline(__always)
  func store(_ tile: Tile<Factor>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    Factor.narrow(s0, to: start)
    Factor.narrow(s1, to: start + 8)
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Factor>, _ rounding: Rounding) {
    for column in stride(from: 0, to: tile.columns, by: width) {
      contract(tile, column: column, WordClock(tile, rounding))
    }
  }
}

internal import ArithmeticTypes
internal import CIntrinsics

/// Two vectors: sixteen binary64 numbers.
typealias WidePair = (lastbit_f64x8, lastbit_f64x8)

/// A rule that rounds sixteen binary64 results into binary32 at once, each kept as a binary64 number.
protocol WidePairRounding {
  /// Random words that a step takes of each output.
  static var words: Int { get }
  /// `sums + a × b`, rounded.
  func accumulate(
    _ sums: WidePair, _ a: lastbit_f64x8, _ b: WidePair, _ w0: inout LaneWords,
    _ w1: inout LaneWords
  ) -> WidePair
}

/// One that rounds each vector by itself.
protocol WideLaneRounding: WidePairRounding {
  /// `sum + a × b`, rounded.
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8
}

extension WideLaneRounding {
  @inline(__always)
  func accumulate(
    _ sums: WidePair, _ a: lastbit_f64x8, _ b: WidePair, _ w0: inout LaneWords,
    _ w1: inout LaneWords
  ) -> WidePair {
    (accumulate(sums.0, a, b.0, &w0), accumulate(sums.1, a, b.1, &w1))
  }
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
struct WordClock<Rounding: WidePairRounding>: TileClock {
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
struct WideRow<Factor: RealNumber, Rounding: WidePairRounding>: TileRow {
  private var sums: WidePair
  private let counters: WordPair

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Factor>) -> WidePair {
    (Factor.widened(start), Factor.widened(start + 8))
  }

  @inline(__always)
  init(_ tile: Tile<Factor>, row: Int, column: Int, _ clock: WordClock<Rounding>) {
    sums =
      tile.firstStep == 0
      ? (lastbit_splat_f64x8(0), lastbit_splat_f64x8(0))
      : Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    counters = clock.keys.counters(ofSixteen: element, .ascending)
  }

  @inline(__always)
  mutating func add(
    _ factor: UnsafePointer<Factor>, _ columns: WidePair, _ clock: WordClock<Rounding>
  ) {
    let a = lastbit_splat_f64x8(factor.pointee.wide)
    var w0 = LaneWords(counters: lastbit_add_u64x8(counters.0, clock.growth), keys: clock.keys)
    var w1 = LaneWords(counters: lastbit_add_u64x8(counters.1, clock.growth), keys: clock.keys)
    sums = clock.rounding.accumulate(sums, a, columns, &w0, &w1)
  }

  @inline(__always)
  func store(_ tile: Tile<Factor>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    Factor.narrow(sums.0, to: start)
    Factor.narrow(sums.1, to: start + 8)
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Factor>, _ rounding: Rounding) {
    for column in stride(from: 0, to: tile.columns, by: width) {
      contract(tile, column: column, WordClock(tile, rounding))
    }
  }
}

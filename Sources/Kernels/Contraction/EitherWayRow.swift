internal import ArithmeticTypes
internal import CIntrinsics

/// A rounding of sixteen binary32 sums that takes one random bit for each result.
protocol BitLaneRounding {
  /// `sum + a × b`, the product and the sum rounded as the top bits say.
  static func accumulate(
    _ sum: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ product: lastbit_u32x16,
    _ total: lastbit_u32x16
  ) -> lastbit_f32x16
}

/// Random rounding of products and sums: each goes up or down.
enum EitherWayLanes: BitLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ product: lastbit_u32x16,
    _ total: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_add_either_way(
      sum, lastbit_multiply_either_way(a, b, lastbit_choose(product)), lastbit_choose(total))
  }
}

/// The same where no instruction has a rounding mode of its own but the thread's is upward.
enum SignChangingLanes: BitLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ product: lastbit_u32x16,
    _ total: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_accumulate_either_way(sum, a, b, product, total)
  }
}

/// Products and sums rounded to nearest, then one step up or down; for results that are zero or in
/// the normal range.
enum UpDownLanes: BitLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ product: lastbit_u32x16,
    _ total: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_step_normal(sum + lastbit_step_normal(a * b, product), total)
  }
}

/// The same for all finite results.
enum CarefulUpDownLanes: BitLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ product: lastbit_u32x16,
    _ total: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_step(sum + lastbit_step(a * b, product), total)
  }
}

/// Where the streams of a tile are: two bits a step, a word's top ones first.
struct BitClock: TileClock {
  let keys: LaneKeys
  private var run: Int
  fileprivate var growth: lastbit_u64x8
  fileprivate var takesLowerHalf = true

  @inline(__always)
  init<Factor>(_ tile: Tile<Factor>) {
    keys = LaneKeys(tile.key)
    run = tile.firstStep / 16
    growth = keys.growth(run / 2)
  }

  @inline(__always)
  mutating func startRun() {
    // A word has the bits of 32 steps: two runs.
    growth = keys.growth(run / 2)
    takesLowerHalf = run & 1 == 1
    run += 1
  }
}

/// Sixteen sums in binary32 lanes and the random bits of their next sixteen steps.
struct EitherWayRow<Rounding: BitLaneRounding>: TileRow {
  private var sums: lastbit_f32x16
  private var bits = lastbit_splat_u32x16(0)
  private let counters: WordPair

  @inline(__always) static var width: Int { 16 }

  @inline(__always)
  static func load(_ start: UnsafePointer<Float>) -> lastbit_f32x16 { lastbit_load_f32x16(start) }

  @inline(__always)
  init(_ tile: Tile<Float>, row: Int, column: Int, _ clock: BitClock) {
    sums =
      tile.firstStep == 0
      ? lastbit_splat_f32x16(0) : Self.load(tile.sums + row * tile.stride + column)
    let element = tile.element + row * tile.elementStride + column
    counters = clock.keys.counters(ofSixteen: element, .alternating)
  }

  @inline(__always)
  mutating func refresh(_ clock: BitClock) {
    let (w0, w1) = clock.keys.words(counters, after: clock.growth)
    bits = clock.takesLowerHalf ? lastbit_lower_halves(w0, w1) : lastbit_upper_halves(w0, w1)
  }

  @inline(__always)
  mutating func add(
    _ factor: UnsafePointer<Float>, _ columns: lastbit_f32x16, _ clock: BitClock
  ) {
    let total = lastbit_double_u32x16(bits)
    sums = Rounding.accumulate(sums, lastbit_splat_f32x16(factor.pointee), columns, bits, total)
    bits = lastbit_double_u32x16(total)
  }

  /// Zeros become +0: what a sum that starts there gives in every rounding but downward.
  @inline(__always)
  func store(_ tile: Tile<Float>, row: Int, column: Int) {
    lastbit_store_f32x16(
      tile.sums + row * tile.stride + column, sums + lastbit_splat_f32x16(0))
  }

  /// Sums all columns of a tile.
  static func contract(_ tile: Tile<Float>) {
    for column in stride(from: 0, to: tile.columns, by: width) {
      contract(tile, column: column, BitClock(tile))
    }
  }

  /// The same where the tile is of binary32 numbers, which the result tells.
  @inline(__always)
  static func serves<Factor: RealNumber>(_ tile: Tile<Factor>) -> Bool {
    guard let narrow = tile as? Tile<Float> else { return false }
    contract(narrow)
    return true
  }
}

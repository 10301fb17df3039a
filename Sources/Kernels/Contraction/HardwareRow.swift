internal import CIntrinsics

/// How sums in vector registers take a step.
protocol LaneStep {
  associatedtype Lanes: NumberLanes
  /// Vectors of a tile's row, where there are 32 registers.
  static var vectors: Int { get }
  static func add(_ sum: Lanes, _ factor: Lanes, _ values: Lanes) -> Lanes
}

extension LaneStep {
  @inline(__always) static var vectors: Int { 4 }
}

/// One fused multiply-add.
enum FusedStep<Lanes: NumberLanes>: LaneStep {
  @inline(__always)
  static func add(_ sum: Lanes, _ factor: Lanes, _ values: Lanes) -> Lanes {
    sum.fused(factor, values)
  }
}

/// A product and a sum, in the processor's rounding mode.
enum SeparateStep<Lanes: NumberLanes>: LaneStep {
  /// With few sums between, a product is added while the next is made: products and sums are made in
  /// different parts of the processor.
  @inline(__always) static var vectors: Int { 1 }

  @inline(__always)
  static func add(_ sum: Lanes, _ factor: Lanes, _ values: Lanes) -> Lanes {
    sum.separate(factor, values)
  }
}

/// Tiles of rules that the processor rounds by itself.
enum HardwareTile<Step: LaneStep> {
  static func contract(_ tile: Tile<Step.Lanes.Real>) {
    let most = lastbit_vector_registers() == 32 ? Step.vectors : 1
    var column = 0
    while column < tile.columns {
      let vectors = (tile.columns - column) / Step.Lanes.count
      if vectors >= 4, most == 4 {
        HardwareRow4<Step>.contract(tile, column: column, NoClock())
        column += HardwareRow4<Step>.width
      } else if vectors >= 3, most == 4 {
        HardwareRow3<Step>.contract(tile, column: column, NoClock())
        column += HardwareRow3<Step>.width
      } else if vectors >= 2, most == 4 {
        HardwareRow2<Step>.contract(tile, column: column, NoClock())
        column += HardwareRow2<Step>.width
      } else {
        HardwareRow1<Step>.contract(tile, column: column, NoClock())
        column += HardwareRow1<Step>.width
      }
    }
  }
}

/// A row of one vector.
struct HardwareRow1<Step: LaneStep>: TileRow {
  typealias Lanes = Step.Lanes
  private var a: Lanes

  @inline(__always) static var width: Int { Lanes.count }
  @inline(__always) static func load(_ start: UnsafePointer<Lanes.Real>) -> Lanes {
    Lanes(from: start)
  }

  @inline(__always)
  init(_ tile: Tile<Lanes.Real>, row: Int, column: Int, _ clock: NoClock) {
    a =
      tile.firstStep == 0
      ? Lanes(0) : Lanes(from: tile.sums + row * tile.stride + column)
  }

  @inline(__always)
  mutating func add(_ factor: Lanes.Real, _ columns: Lanes, _ clock: NoClock) {
    a = Step.add(a, Lanes(factor), columns)
  }

  @inline(__always)
  func store(_ tile: Tile<Lanes.Real>, row: Int, column: Int) {
    a.store(to: tile.sums + row * tile.stride + column)
  }
}

/// A row of two vectors.
struct HardwareRow2<Step: LaneStep>: TileRow {
  typealias Lanes = Step.Lanes
  private var a, b: Lanes

  @inline(__always) static var width: Int { 2 * Lanes.count }
  @inline(__always) static func load(_ start: UnsafePointer<Lanes.Real>) -> (a: Lanes, b: Lanes) {
    (Lanes(from: start), Lanes(from: start + Lanes.count))
  }

  @inline(__always)
  init(_ tile: Tile<Lanes.Real>, row: Int, column: Int, _ clock: NoClock) {
    (a, b) =
      tile.firstStep == 0
      ? (Lanes(0), Lanes(0)) : Self.load(tile.sums + row * tile.stride + column)
  }

  @inline(__always)
  mutating func add(_ factor: Lanes.Real, _ columns: (a: Lanes, b: Lanes), _ clock: NoClock) {
    let factor = Lanes(factor)
    a = Step.add(a, factor, columns.a)
    b = Step.add(b, factor, columns.b)
  }

  @inline(__always)
  func store(_ tile: Tile<Lanes.Real>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    a.store(to: start)
    b.store(to: start + Lanes.count)
  }
}

/// A row of three vectors.
struct HardwareRow3<Step: LaneStep>: TileRow {
  typealias Lanes = Step.Lanes
  typealias Columns = (a: Lanes, b: Lanes, c: Lanes)
  private var a, b, c: Lanes

  @inline(__always) static var width: Int { 3 * Lanes.count }
  @inline(__always) static func load(_ start: UnsafePointer<Lanes.Real>) -> Columns {
    (
      Lanes(from: start), Lanes(from: start + Lanes.count), Lanes(from: start + 2 * Lanes.count)
    )
  }

  @inline(__always)
  init(_ tile: Tile<Lanes.Real>, row: Int, column: Int, _ clock: NoClock) {
    (a, b, c) =
      tile.firstStep == 0
      ? (Lanes(0), Lanes(0), Lanes(0)) : Self.load(tile.sums + row * tile.stride + column)
  }

  @inline(__always)
  mutating func add(_ factor: Lanes.Real, _ columns: Columns, _ clock: NoClock) {
    let factor = Lanes(factor)
    a = Step.add(a, factor, columns.a)
    b = Step.add(b, factor, columns.b)
    c = Step.add(c, factor, columns.c)
  }

  @inline(__always)
  func store(_ tile: Tile<Lanes.Real>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    a.store(to: start)
    b.store(to: start + Lanes.count)
    c.store(to: start + 2 * Lanes.count)
  }
}

/// A row of four vectors.
struct HardwareRow4<Step: LaneStep>: TileRow {
  typealias Lanes = Step.Lanes
  typealias Columns = (a: Lanes, b: Lanes, c: Lanes, d: Lanes)
  private var a, b, c, d: Lanes

  @inline(__always) static var width: Int { 4 * Lanes.count }
  @inline(__always) static func load(_ start: UnsafePointer<Lanes.Real>) -> Columns {
    (
      Lanes(from: start), Lanes(from: start + Lanes.count),
      Lanes(from: start + 2 * Lanes.count), Lanes(from: start + 3 * Lanes.count)
    )
  }

  @inline(__always)
  init(_ tile: Tile<Lanes.Real>, row: Int, column: Int, _ clock: NoClock) {
    (a, b, c, d) =
      tile.firstStep == 0
      ? (Lanes(0), Lanes(0), Lanes(0), Lanes(0))
      : Self.load(tile.sums + row * tile.stride + column)
  }

  @inline(__always)
  mutating func add(_ factor: Lanes.Real, _ columns: Columns, _ clock: NoClock) {
    let factor = Lanes(factor)
    a = Step.add(a, factor, columns.a)
    b = Step.add(b, factor, columns.b)
    c = Step.add(c, factor, columns.c)
    d = Step.add(d, factor, columns.d)
  }

  @inline(__always)
  func store(_ tile: Tile<Lanes.Real>, row: Int, column: Int) {
    let start = tile.sums + row * tile.stride + column
    a.store(to: start)
    b.store(to: start + Lanes.count)
    c.store(to: start + 2 * Lanes.count)
    d.store(to: start + 3 * Lanes.count)
  }
}

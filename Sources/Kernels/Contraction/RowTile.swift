/// A row of a tile in vector registers: how one backend takes a step of many sums at once.
protocol TileRow {
  associatedtype Factor: RealNumber
  /// The factors of a step's columns.
  associatedtype Columns
  /// What all rows share at a step, for example where their random streams are.
  associatedtype Clock: TileClock

  /// The columns that a row holds.
  static var width: Int { get }
  static func load(_ start: UnsafePointer<Factor>) -> Columns
  /// Reads the sums of `row`, from `column` on.
  init(_ tile: Tile<Factor>, row: Int, column: Int, _ clock: Clock)
  /// Called before every sixteenth step, after the clock's `startRun`.
  mutating func refresh(_ clock: Clock)
  mutating func add(_ factor: Factor, _ columns: Columns, _ clock: Clock)
  func store(_ tile: Tile<Factor>, row: Int, column: Int)
}

protocol TileClock {
  /// Called before every sixteenth step, the first included.
  mutating func startRun()
  mutating func advance()
}

extension TileClock {
  @inline(__always) mutating func startRun() {}
}

/// For rows that share nothing.
struct NoClock: TileClock {
  @inline(__always) mutating func advance() {}
}

extension TileRow {
  @inline(__always)
  mutating func refresh(_ clock: Clock) {}

  /// Sums the columns from `column` on, as many as the row is wide; all rows of the tile.
  ///
  /// Rows are variables and not an array, so that their sums stay in registers.
  @inline(__always)
  static func contract(_ tile: Tile<Factor>, column: Int, _ clock: Clock) {
    if tile.rows == 6 { six(tile, column, clock) } else { four(tile, column, clock) }
  }

  @inline(never)
  private static func six(_ tile: Tile<Factor>, _ column: Int, _ start: Clock) {
    var clock = start
    var (r0, r1, r2, r3, r4, r5) = (
      Self(tile, row: 0, column: column, clock), Self(tile, row: 1, column: column, clock),
      Self(tile, row: 2, column: column, clock), Self(tile, row: 3, column: column, clock),
      Self(tile, row: 4, column: column, clock), Self(tile, row: 5, column: column, clock)
    )
    let right = tile.right + column
    for start in stride(from: 0, to: tile.steps, by: 16) {
      clock.startRun()
      r0.refresh(clock)
      r1.refresh(clock)
      r2.refresh(clock)
      r3.refresh(clock)
      r4.refresh(clock)
      r5.refresh(clock)
      var left = tile.left + 6 * start
      for step in start..<min(start + 16, tile.steps) {
        let columns = load(right + tile.offsets[step])
        r0.add(left[0], columns, clock)
        r1.add(left[1], columns, clock)
        r2.add(left[2], columns, clock)
        r3.add(left[3], columns, clock)
        r4.add(left[4], columns, clock)
        r5.add(left[5], columns, clock)
        clock.advance()
        left += 6
      }
    }
    r0.store(tile, row: 0, column: column)
    r1.store(tile, row: 1, column: column)
    r2.store(tile, row: 2, column: column)
    r3.store(tile, row: 3, column: column)
    r4.store(tile, row: 4, column: column)
    r5.store(tile, row: 5, column: column)
  }

  @inline(never)
  private static func four(_ tile: Tile<Factor>, _ column: Int, _ start: Clock) {
    var clock = start
    var (r0, r1, r2, r3) = (
      Self(tile, row: 0, column: column, clock), Self(tile, row: 1, column: column, clock),
      Self(tile, row: 2, column: column, clock), Self(tile, row: 3, column: column, clock)
    )
    let right = tile.right + column
    for start in stride(from: 0, to: tile.steps, by: 16) {
      clock.startRun()
      r0.refresh(clock)
      r1.refresh(clock)
      r2.refresh(clock)
      r3.refresh(clock)
      var left = tile.left + 4 * start
      for step in start..<min(start + 16, tile.steps) {
        let columns = load(right + tile.offsets[step])
        r0.add(left[0], columns, clock)
        r1.add(left[1], columns, clock)
        r2.add(left[2], columns, clock)
        r3.add(left[3], columns, clock)
        clock.advance()
        left += 4
      }
    }
    r0.store(tile, row: 0, column: column)
    r1.store(tile, row: 1, column: column)
    r2.store(tile, row: 2, column: column)
    r3.store(tile, row: 3, column: column)
  }
}

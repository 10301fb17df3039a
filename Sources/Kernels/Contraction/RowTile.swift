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
  /// Adds the product of `factor` and each column.
  mutating func add(_ factor: UnsafePointer<Factor>, _ columns: Columns, _ clock: Clock)
  /// The same at every second step, counted from where the outputs start.
  mutating func addSecond(_ factor: UnsafePointer<Factor>, _ columns: Columns, _ clock: Clock)
  func store(_ tile: Tile<Factor>, row: Int, column: Int)
}

protocol TileClock {
  /// Called before every sixteenth step, the first included.
  mutating func startRun()
  /// Called after every step.
  mutating func advance()
  /// Called after every second step.
  mutating func advancePair()
}

extension TileClock {
  @inline(__always) mutating func startRun() {}
  @inline(__always) mutating func advance() {}
  @inline(__always) mutating func advancePair() {}
}

/// For rows that share nothing.
struct NoClock: TileClock {}

extension TileRow {
  @inline(__always)
  mutating func refresh(_ clock: Clock) {}

  @inline(__always)
  mutating func addSecond(_ factor: UnsafePointer<Factor>, _ columns: Columns, _ clock: Clock) {
    add(factor, columns, clock)
  }

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
      tile.prefetchSums(column: column, width: width, step: start)
      r0.refresh(clock)
      r1.refresh(clock)
      r2.refresh(clock)
      r3.refresh(clock)
      r4.refresh(clock)
      r5.refresh(clock)
      var left = tile.left + 6 * start
      let end = min(start + 16, tile.steps)
      for step in stride(from: start, to: end - 1, by: 2) {
        let columns0 = load(right + tile.offsets[step])
        r0.add(left, columns0, clock)
        r1.add(left + 1, columns0, clock)
        r2.add(left + 2, columns0, clock)
        r3.add(left + 3, columns0, clock)
        r4.add(left + 4, columns0, clock)
        r5.add(left + 5, columns0, clock)
        clock.advance()
        let columns1 = load(right + tile.offsets[step + 1])
        r0.addSecond(left + 6, columns1, clock)
        r1.addSecond(left + 7, columns1, clock)
        r2.addSecond(left + 8, columns1, clock)
        r3.addSecond(left + 9, columns1, clock)
        r4.addSecond(left + 10, columns1, clock)
        r5.addSecond(left + 11, columns1, clock)
        clock.advance()
        clock.advancePair()
        left += 12
      }
      if end & 1 == 1 {
        let columns0 = load(right + tile.offsets[end - 1])
        r0.add(left, columns0, clock)
        r1.add(left + 1, columns0, clock)
        r2.add(left + 2, columns0, clock)
        r3.add(left + 3, columns0, clock)
        r4.add(left + 4, columns0, clock)
        r5.add(left + 5, columns0, clock)
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
      tile.prefetchSums(column: column, width: width, step: start)
      r0.refresh(clock)
      r1.refresh(clock)
      r2.refresh(clock)
      r3.refresh(clock)
      var left = tile.left + 4 * start
      let end = min(start + 16, tile.steps)
      for step in stride(from: start, to: end - 1, by: 2) {
        let columns0 = load(right + tile.offsets[step])
        r0.add(left, columns0, clock)
        r1.add(left + 1, columns0, clock)
        r2.add(left + 2, columns0, clock)
        r3.add(left + 3, columns0, clock)
        clock.advance()
        let columns1 = load(right + tile.offsets[step + 1])
        r0.addSecond(left + 4, columns1, clock)
        r1.addSecond(left + 5, columns1, clock)
        r2.addSecond(left + 6, columns1, clock)
        r3.addSecond(left + 7, columns1, clock)
        clock.advance()
        clock.advancePair()
        left += 8
      }
      if end & 1 == 1 {
        let columns0 = load(right + tile.offsets[end - 1])
        r0.add(left, columns0, clock)
        r1.add(left + 1, columns0, clock)
        r2.add(left + 2, columns0, clock)
        r3.add(left + 3, columns0, clock)
      }
    }
    r0.store(tile, row: 0, column: column)
    r1.store(tile, row: 1, column: column)
    r2.store(tile, row: 2, column: column)
    r3.store(tile, row: 3, column: column)
  }
}

internal import CIntrinsics

/// A row of vectors that the processor rounds by itself.
struct HardwareRow<Step: LaneStep, Vectors: VectorGroup>: TileRow
where Step.Lanes == Vectors.Lanes {
  typealias Real = Step.Lanes.Real
  private var sums: Vectors

  @inline(__always) static var width: Int { Vectors.width }
  @inline(__always) static func load(_ start: UnsafePointer<Real>) -> Vectors {
    Vectors(from: start)
  }

  @inline(__always)
  init(_ tile: Tile<Real>, row: Int, column: Int, _ clock: NoClock) {
    sums =
      tile.firstStep == 0 ? .zero : Vectors(from: tile.sums + row * tile.stride + column)
  }

  @inline(__always)
  mutating func add(_ factor: UnsafePointer<Real>, _ columns: Vectors, _ clock: NoClock) {
    sums.add(Step.self, Step.multiplier(factor), columns)
  }

  @inline(__always)
  func store(_ tile: Tile<Real>, row: Int, column: Int) {
    sums.store(to: tile.sums + row * tile.stride + column)
  }
}

/// Tiles of rules that the processor rounds by itself.
enum HardwareTile<Step: LaneStep> {
  private typealias Lanes = Step.Lanes

  static func contract(_ tile: Tile<Step.Lanes.Real>) {
    let most = lastbit_vector_registers() == 32 ? Step.vectors : 1
    var column = 0
    while column < tile.columns {
      let vectors = (tile.columns - column) / Lanes.count
      if vectors >= 4, most >= 4 {
        column = add(tile, column, FourVectors<Lanes>.self)
      } else if vectors >= 3, most >= 3 {
        column = add(tile, column, ThreeVectors<Lanes>.self)
      } else if vectors >= 2, most >= 2 {
        column = add(tile, column, TwoVectors<Lanes>.self)
      } else {
        column = add(tile, column, OneVector<Lanes>.self)
      }
    }
  }

  /// Sums columns from `column` on, as many as `vectors` has, and returns the next one.
  @inline(__always)
  private static func add<Vectors: VectorGroup>(
    _ tile: Tile<Step.Lanes.Real>, _ column: Int, _ vectors: Vectors.Type
  ) -> Int where Vectors.Lanes == Step.Lanes {
    HardwareRow<Step, Vectors>.contract(tile, column: column, NoClock())
    return column + Vectors.width
  }
}

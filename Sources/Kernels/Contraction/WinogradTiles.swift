internal import ArithmeticTypes

/// The tiles of m × m outputs that cover a plane of outputs, numbered row by row, and the blocks of them
/// that are computed at once.
struct WinogradTiles: Sendable {
  /// Outputs of a tile along either axis, m.
  let side: Int
  let rows: Int
  let columns: Int
  /// Tiles of a block, a multiple of 16: a vector's lanes are tiles.
  let blockSize: Int

  static var longestBlock: Int { 64 }
  var count: Int { rows * columns }
  /// Of a plane.
  var blocks: Int { (count + blockSize - 1) / blockSize }

  /// - Parameter planes: how many planes are computed.
  init(_ output: ConvolutionShape.Extent, side: Int, planes: Int, threads: Int) {
    let (rows, columns) = (
      (output.height + side - 1) / side, (output.width + side - 1) / side
    )
    (self.side, self.rows, self.columns) = (side, rows, columns)
    /// The longest that a thread has to work; what a block costs beside its tiles is worth eight.
    func time(_ width: Int) -> Int {
      let blocks = planes * ((rows * columns + width - 1) / width)
      return (blocks + threads - 1) / threads * (width + 8)
    }
    blockSize = [Self.longestBlock, 48, 32, 16].min { time($0) < time($1) } ?? 16
  }

  /// One of the blocks of all planes, of which each image has `depth`.
  func block(_ index: Int, depth: Int) -> WinogradBlock {
    let (plane, first) = (index / blocks, index % blocks * blockSize)
    return WinogradBlock(
      image: plane / depth, z: plane % depth, tiles: first..<min(count, first + blockSize))
  }

  /// Neighbours along a row of tiles.
  struct Run {
    let row: Int
    let column: Int
    let count: Int
    /// Where the first one is in its block.
    let place: Int
  }

  /// The runs that make up a block, in order.
  @inline(__always)
  func forEachRun(of tiles: Range<Int>, _ body: (Run) -> Void) {
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let (row, column) = (tile / columns, tile % columns)
      let count = min(columns - column, tiles.upperBound - tile)
      body(Run(row: row, column: column, count: count, place: tile - tiles.lowerBound))
      tile += count
    }
  }
}

/// Tiles of one plane of outputs that are computed at once.
struct WinogradBlock {
  let image: Int
  let z: Int
  let tiles: Range<Int>
}

internal import ArithmeticTypes

/// The tiles of 4 × 4 outputs that cover a plane of outputs, numbered row by row, and the blocks of them
/// that are computed at once.
struct WinogradTiles: Sendable {
  let rows: Int
  let columns: Int
  /// Tiles of a block, a multiple of 16: a vector's lanes are tiles.
  let blockSize: Int

  var count: Int { rows * columns }
  var blocks: Int { (count + blockSize - 1) / blockSize }

  /// - Parameter planes: how many planes are computed.
  init(_ output: ConvolutionShape.Extent, planes: Int, threads: Int) {
    let size = WinogradTransform.outputs
    let (rows, columns) = (
      (output.height + size - 1) / size, (output.width + size - 1) / size
    )
    (self.rows, self.columns) = (rows, columns)
    /// The longest that a thread has to work; what a block costs beside its tiles is worth eight.
    func time(_ width: Int) -> Int {
      let blocks = planes * ((rows * columns + width - 1) / width)
      return (blocks + threads - 1) / threads * (width + 8)
    }
    blockSize = [64, 48, 32, 16].min { time($0) < time($1) } ?? 64
  }

  /// The tiles of a block.
  func tiles(ofBlock block: Int) -> Range<Int> {
    block * blockSize..<min(count, (block + 1) * blockSize)
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

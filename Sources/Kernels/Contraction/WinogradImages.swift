internal import ArithmeticTypes

/// Images as the right operands of Winograd's products: at each of 36 points a number for each channel
/// and tile.
struct WinogradImages<Form: WinogradForm, Real: RealNumber>: Sendable {
  typealias Lanes = Real.Lanes

  let images: [Real]
  let shape: ConvolutionShape
  let tiles: WinogradTiles
  /// Where there is one, numbers that are not positive are multiplied by it first.
  let slope: Real?

  /// Numbers of scratch memory that `transform` needs.
  static var scratchCount: Int { WinogradPoints.count * lineStride }
  /// Longest line: a block's voxels along x, and those that the last tile reaches over.
  private static var lineStride: Int { Form.outputs * WinogradTiles.longestBlock + 16 }

  /// Transforms the tiles of a block in one channel and slice, along y and then along x.
  ///
  /// Along y whole rows of voxels are transformed, so that tiles share the columns in which they overlap;
  /// along x each lane is a tile.
  ///
  /// - Parameters:
  ///   - z: the slice; all zeros where it lies outside of the images.
  ///   - target: the block's first number at the first point; may be written on for a vector beyond the
  ///     block's tiles.
  ///   - stride: how far points are apart.
  func transform(
    image: Int, channel: Int, z: Int, tiles range: Range<Int>,
    _ scratch: UnsafeMutablePointer<Real>, to target: UnsafeMutablePointer<Real>, stride: Int
  ) {
    let size = shape.size
    guard z >= 0, z < size.depth else {
      for point in 0..<WinogradPoints.all {
        (target + point * stride).update(repeating: 0, count: tiles.blockSize)
      }
      return
    }
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      let plane =
        start + ((image * shape.channels + channel) * size.depth + z) * size.height * size.width
      tiles.forEachRun(of: range) { run in
        if let slope {
          transformRows(plane, run, scratch) { $0.activated(slope) }
        } else {
          transformRows(plane, run, scratch) { $0 }
        }
        transformLines(scratch, run, to: target, stride)
      }
    }
  }

  /// Six rows of voxels along y, to six lines.
  @inline(__always)
  private func transformRows(
    _ plane: UnsafePointer<Real>, _ run: WinogradTiles.Run, _ lines: UnsafeMutablePointer<Real>,
    _ activate: (Lanes) -> Lanes
  ) {
    let (width, height) = (shape.size.width, shape.size.height)
    let y = run.row * Form.outputs - shape.before.height
    let x = run.column * Form.outputs - shape.before.width
    // A row outside of the image has no voxels.
    @inline(__always) func voxels(_ row: Int) -> Int {
      y + row >= 0 && y + row < height ? width : 0
    }
    let first = plane + y * width
    let counts = (voxels(0), voxels(1), voxels(2), voxels(3), voxels(4), voxels(5))
    let length = run.count * Form.outputs + WinogradPoints.count - Form.outputs
    for place in Swift.stride(from: 0, to: length, by: Lanes.count) {
      @inline(__always) func load(_ row: Int, _ count: Int) -> Lanes {
        activate(Lanes(of: first + row * width, from: x + place, count: count))
      }
      let t = WinogradPoints.input(
        (
          load(0, counts.0), load(1, counts.1), load(2, counts.2), load(3, counts.3),
          load(4, counts.4), load(5, counts.5)
        ))
      Lanes.store(t, to: lines + place, Self.lineStride)
    }
  }

  /// Six lines along x, to the points of each tile.
  @inline(__always)
  private func transformLines(
    _ lines: UnsafePointer<Real>, _ run: WinogradTiles.Run, to target: UnsafeMutablePointer<Real>,
    _ stride: Int
  ) {
    for row in 0..<WinogradPoints.count {
      let line = lines + row * Self.lineStride
      let points = target + row * WinogradPoints.count * stride + run.place
      for tile in Swift.stride(from: 0, to: run.count, by: Lanes.count) {
        let voxels: Six<Lanes> = Form.voxels(line + tile * Form.outputs)
        Lanes.store(WinogradPoints.input(voxels), to: points + tile, stride)
      }
    }
  }
}

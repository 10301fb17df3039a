internal import ArithmeticTypes

/// What becomes of the sums of Winograd's products: outputs, and what comes after them.
struct WinogradOutputs<Real: RealNumber>: Sendable {
  typealias Lanes = Real.Lanes

  let images: [Real]
  let bias: [Real]?
  let shape: ConvolutionShape
  let tiles: WinogradTiles
  let surroundings: ConvolutionSurroundings<Real>?

  /// Numbers of scratch memory that `finish` needs.
  static var scratchCount: Int { WinogradTransform.outputs * lineStride }
  /// Longest line: a block's outputs along x.
  private static var lineStride: Int { 4 * 64 }

  /// Transforms the sums of some filters, along x and then along y, and writes their outputs.
  ///
  /// - Parameters:
  ///   - sums: at each point, `stride` from the next, a row of the block's tiles for each filter.
  ///   - outputs: all outputs.
  func finish(
    _ block: WinogradBlock, filters: Range<Int>, _ sums: UnsafePointer<Real>, stride: Int,
    _ lines: UnsafeMutablePointer<Real>, _ outputs: UnsafeMutablePointer<Real>
  ) {
    for filter in filters {
      let row = sums + (filter - filters.lowerBound) * tiles.blockSize
      for tile in Swift.stride(from: 0, to: block.tiles.count, by: Lanes.count) {
        transform(row + tile, stride, to: lines + tile * WinogradTransform.outputs)
      }
      write(lines, block, filter, outputs)
    }
  }

  /// A vector of tiles, to four lines.
  @inline(__always)
  private func transform(
    _ sums: UnsafePointer<Real>, _ stride: Int, to lines: UnsafeMutablePointer<Real>
  ) {
    @inline(__always) func row(_ y: Int) -> WinogradTransform.Four<Lanes> {
      let start = sums + y * WinogradTransform.points * stride
      return WinogradTransform.output(
        (
          Lanes(from: start), Lanes(from: start + stride), Lanes(from: start + 2 * stride),
          Lanes(from: start + 3 * stride), Lanes(from: start + 4 * stride),
          Lanes(from: start + 5 * stride)
        ))
    }
    let (r0, r1, r2, r3, r4, r5) = (row(0), row(1), row(2), row(3), row(4), row(5))
    let x0 = WinogradTransform.output((r0.0, r1.0, r2.0, r3.0, r4.0, r5.0))
    let x1 = WinogradTransform.output((r0.1, r1.1, r2.1, r3.1, r4.1, r5.1))
    let x2 = WinogradTransform.output((r0.2, r1.2, r2.2, r3.2, r4.2, r5.2))
    let x3 = WinogradTransform.output((r0.3, r1.3, r2.3, r3.3, r4.3, r5.3))
    @inline(__always) func store(_ y: Int, _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) {
      let line = lines + y * Self.lineStride
      let four = Lanes.join(a, b, c, d)
      four.0.store(to: line)
      four.1.store(to: line + Lanes.count)
      four.2.store(to: line + 2 * Lanes.count)
      four.3.store(to: line + 3 * Lanes.count)
    }
    store(0, x0.0, x1.0, x2.0, x3.0)
    store(1, x0.1, x1.1, x2.1, x3.1)
    store(2, x0.2, x1.2, x2.2, x3.2)
    store(3, x0.3, x1.3, x2.3, x3.3)
  }

  /// The outputs of one filter, with bias and surroundings.
  @inline(__always)
  private func write(
    _ lines: UnsafePointer<Real>, _ block: WinogradBlock, _ filter: Int,
    _ outputs: UnsafeMutablePointer<Real>
  ) {
    let (size, rule) = (shape.output, NearestRounding<Real>())
    let plane = ((block.image * shape.filters + filter) * size.depth + block.z) * size.height
    let bias = bias?[filter]
    tiles.forEachRun(of: block.tiles) { run in
      let (x, y) = (run.column * WinogradTransform.outputs, run.row * WinogradTransform.outputs)
      let count = min(run.count * WinogradTransform.outputs, size.width - x)
      for row in 0..<min(WinogradTransform.outputs, size.height - y) {
        let line = lines + row * Self.lineStride + run.place * WinogradTransform.outputs
        let first = (plane + y + row) * size.width + x
        if let surroundings {
          surroundings.complete(
            rule, CallKey(seed: 0), line, to: outputs + first, count: count, filter: filter,
            bias: bias ?? 0, images: images, first: first)
        } else if let bias {
          for x in 0..<count { outputs[first + x] = line[x] + bias }
        } else {
          (outputs + first).update(from: line, count: count)
        }
      }
    }
  }

  /// How many voxels at the places of a block's outputs are not positive, where they were multiplied by a
  /// slope; outputs are as large as images.
  func notPositive(_ block: WinogradBlock) -> Int {
    guard surroundings?.slope != nil else { return 0 }
    let size = shape.size
    var number = 0
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      tiles.forEachRun(of: block.tiles) { run in
        let (x, y) = (run.column * WinogradTransform.outputs, run.row * WinogradTransform.outputs)
        let count = min(run.count * WinogradTransform.outputs, size.width - x)
        for row in y..<min(y + WinogradTransform.outputs, size.height) {
          for channel in 0..<shape.channels {
            let plane = (block.image * shape.channels + channel) * size.depth + block.z
            number += countNotPositive(
              start + (plane * size.height + row) * size.width + x, count)
          }
        }
      }
    }
    return number
  }
}

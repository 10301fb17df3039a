internal import ArithmeticTypes

/// What becomes of the sums of Winograd's products: outputs, and what comes after them.
struct WinogradOutputs<Form: WinogradForm, Real: RealNumber>: Sendable {
  typealias Lanes = Real.Lanes

  let images: [Real]
  let bias: [Real]?
  let shape: ConvolutionShape
  let tiles: WinogradTiles
  let surroundings: ConvolutionSurroundings<Real>?

  /// Numbers of scratch memory that `finish` needs.
  static var scratchCount: Int { Form.outputs * lineStride }
  /// Longest line: a block's outputs along x.
  private static var lineStride: Int { Form.outputs * WinogradTiles.longestBlock }

  /// Transforms the sums of some filters, along x and then along y, and writes their outputs.
  ///
  /// - Parameters:
  ///   - sums: at each point, `stride` from the next, a row of the block's tiles for each filter.
  ///   - outputs: all outputs.
  /// - Returns: how many outputs were multiplied by a slope.
  func finish(
    _ block: WinogradBlock, filters: Range<Int>, _ sums: UnsafePointer<Real>, stride: Int,
    _ lines: UnsafeMutablePointer<Real>, _ outputs: UnsafeMutablePointer<Real>
  ) -> Int {
    var multiplied = 0
    for filter in filters {
      let row = sums + (filter - filters.lowerBound) * tiles.blockSize
      for tile in Swift.stride(from: 0, to: block.tiles.count, by: Lanes.count) {
        Form.outputs(
          { y in
            let start = row + tile + y * WinogradPoints.count * stride
            return (
              Lanes(from: start), Lanes(from: start + stride), Lanes(from: start + 2 * stride),
              Lanes(from: start + 3 * stride), Lanes(from: start + 4 * stride),
              Lanes(from: start + 5 * stride)
            )
          }, to: lines + tile * Form.outputs, length: Self.lineStride)
      }
      multiplied += write(lines, block, filter, outputs)
    }
    return multiplied
  }

  /// The outputs of one filter, with bias and surroundings.
  ///
  /// - Returns: how many were multiplied by a slope.
  @inline(__always)
  private func write(
    _ lines: UnsafePointer<Real>, _ block: WinogradBlock, _ filter: Int,
    _ outputs: UnsafeMutablePointer<Real>
  ) -> Int {
    var multiplied = 0
    let (size, rule) = (shape.output, NearestRounding<Real>())
    let plane = ((block.image * shape.filters + filter) * size.depth + block.z) * size.height
    let bias = bias?[filter]
    tiles.forEachRun(of: block.tiles) { run in
      let (x, y) = (run.column * Form.outputs, run.row * Form.outputs)
      let count = min(run.count * Form.outputs, size.width - x)
      for row in 0..<min(Form.outputs, size.height - y) {
        let line = lines + row * Self.lineStride + run.place * Form.outputs
        let first = (plane + y + row) * size.width + x
        if let surroundings {
          multiplied += surroundings.complete(
            rule, CallKey(seed: 0), line, to: outputs + first, count: count, filter: filter,
            bias: bias ?? 0, images: images, first: first)
        } else if let bias {
          for x in 0..<count { outputs[first + x] = line[x] + bias }
        } else {
          (outputs + first).update(from: line, count: count)
        }
      }
    }
    return multiplied
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
        let (x, y) = (run.column * Form.outputs, run.row * Form.outputs)
        let count = min(run.count * Form.outputs, size.width - x)
        for row in y..<min(y + Form.outputs, size.height) {
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

internal import ArithmeticTypes
internal import Synchronization

/// Images `[N, C, D, H, W]` under filters `[O, C, d, r, r]` at every voxel, by Winograd's F(m × m, r × r)
/// in y and x: a quarter of the products where r is three.
///
/// A tile of outputs is Aᵀ [Σ (G g Gᵀ) ⊙ (Bᵀ d B)] A, with d the 6 × 6 voxels that it needs and the sum
/// over channel and the filter's z, ascending from zero, one fused multiply-add a step and one accumulator
/// at each of 36 points (Lavin and Gray 2016; transforms: `WinogradForm`). Then the bias. What a tile holds depends on its voxels and on nothing else.
struct WinogradConvolution<Form: WinogradForm, Real: RealNumber>: Sendable {
  private let shape: ConvolutionShape
  private let tiles: WinogradTiles
  private let filters: WinogradFilters<Form, Real>
  private let images: WinogradImages<Form, Real>
  private let outputs: WinogradOutputs<Form, Real>
  private let threads: Int

  /// Steps that are transformed at once: what the second-level cache has room for.
  private let runLength: Int
  /// Panels of filters whose sums are made at once.
  private let groupLength: Int

  /// Up to so many steps are one run.
  private static var longestRun: Int { 96 }

  init(
    _ images: [Real], _ filters: [Real], _ bias: [Real]?, _ shape: ConvolutionShape,
    _ surroundings: ConvolutionSurroundings<Real>?, threads: Int
  ) {
    self.shape = shape
    self.threads = threads
    tiles = WinogradTiles(
      shape.output, side: Form.outputs, planes: shape.images * shape.output.depth, threads: threads)
    let steps = shape.channels * shape.kernel.depth
    self.filters = WinogradFilters(filters, rows: shape.filters, steps: steps, threads: threads)
    self.images = WinogradImages(
      images: images, shape: shape, tiles: tiles, slope: surroundings?.slope)
    outputs = WinogradOutputs(
      images: images, bias: bias, shape: shape, tiles: tiles, surroundings: surroundings)
    let isOneRun = steps <= Self.longestRun
    runLength = isOneRun ? steps : 64
    groupLength = isOneRun ? 4 : max(1, self.filters.panels.count)
  }

  /// Memory that a thread works in.
  private struct Memory {
    let voxels: Scratch<Real>
    let factors: Scratch<Real>
    let sums: Scratch<Real>
    let lines: Scratch<Real>
  }

  /// The outputs, and how many voxels and outputs were multiplied by a slope.
  func values() -> (values: [Real], scaled: Int) {
    let scaled = Atomic(0)
    let count = shape.images * shape.filters * shape.output.count
    let offsets = (0..<runLength).map { $0 * tiles.blockSize }
    let values = [Real](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let start = buffer.baseAddress, count > 0 else { return }
      buffer.onLargePages()
      nonisolated(unsafe) let target = start
      Tiling.forEach(
        shape.images * shape.output.depth * tiles.blocks, threads: threads,
        scratch: {
          Memory(
            voxels: Scratch(WinogradImages<Form, Real>.scratchCount),
            factors: Scratch(WinogradPoints.all * factorStride),
            sums: Scratch(WinogradPoints.all * sumStride),
            lines: Scratch(WinogradOutputs<Form, Real>.scratchCount))
        }
      ) { index, memory in
        let block = tiles.block(index, depth: shape.output.depth)
        offsets.withUnsafeBufferPointer { offsets in
          guard let offsets = offsets.baseAddress else { return }
          let multiplied = fill(block, memory, offsets, target)
          scaled.wrappingAdd(multiplied + outputs.notPositive(block), ordering: .relaxed)
        }
      }
    }
    return (values, scaled.load(ordering: .sequentiallyConsistent))
  }

  /// How far points are apart: a vector more than what is used, which also spreads them over the caches.
  private var factorStride: Int { runLength * tiles.blockSize + 16 }
  private var sumStride: Int { groupLength * TileShape.tallest * tiles.blockSize + 16 }

  /// - Returns: how many outputs were multiplied by a slope.
  private func fill(
    _ block: WinogradBlock, _ memory: Memory, _ offsets: UnsafePointer<Int>,
    _ target: UnsafeMutablePointer<Real>
  ) -> Int {
    var multiplied = 0
    let columns = (block.tiles.count + 15) & ~15
    let panels = filters.panels.indices
    for first in stride(from: 0, to: filters.steps, by: runLength) {
      let steps = first..<min(filters.steps, first + runLength)
      for step in steps {
        let (channel, slice) = (step / shape.kernel.depth, step % shape.kernel.depth)
        images.transform(
          image: block.image, channel: channel, z: block.z + slice - shape.before.depth,
          tiles: block.tiles, memory.voxels.start,
          to: memory.factors.start + (step - first) * tiles.blockSize, stride: factorStride)
      }
      for group in stride(from: 0, to: panels.count, by: groupLength) {
        let group = group..<min(panels.count, group + groupLength)
        multiply(group, steps, columns: columns, memory, offsets)
        guard steps.upperBound == filters.steps else { continue }
        let rows = filters.panels[group.lowerBound].row
        let last = filters.panels[group.upperBound - 1]
        multiplied += outputs.finish(
          block, filters: rows..<min(shape.filters, last.row + last.height), memory.sums.start,
          stride: sumStride, memory.lines.start, target)
      }
    }
    return multiplied
  }

  /// Adds a run of steps to the sums of some panels of filters.
  private func multiply(
    _ group: Range<Int>, _ steps: Range<Int>, columns: Int, _ memory: Memory,
    _ offsets: UnsafePointer<Int>
  ) {
    let first = filters.panels[group.lowerBound].row
    for point in 0..<WinogradPoints.all {
      for panel in group {
        let (height, row) = filters.panels[panel]
        let sums = memory.sums.start + point * sumStride + (row - first) * tiles.blockSize
        filters.withPanel(panel, point: point) { factors in
          // Rounding to nearest draws no bits, so element and key are any.
          HardwareTile<FusedStep<Real.Lanes>>.contract(
            Tile(
              left: factors + steps.lowerBound * height,
              right: memory.factors.start + point * factorStride, offsets: offsets,
              steps: steps.count, firstStep: steps.lowerBound, rows: height, columns: columns,
              sums: sums, stride: tiles.blockSize, key: CallKey(seed: 0), element: 0,
              elementStride: 0))
        }
      }
    }
  }
}

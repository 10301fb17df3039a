internal import ArithmeticTypes
internal import CIntrinsics
internal import Synchronization

/// Images `[N, C, D, H, W]` under filters `[O, C, d, h, w]`: one chain an output, over channels and
/// the filter's z, y and x ascending from zero; then the bias.
///
/// Output (n, o, z, y, x) draws the bits of element `(((n O + o) D′ + z) H′ + y) L + x`, with L the
/// row length of `ConvolutionShape`.
///
/// One or several output rows are computed at once, as one long row: their input rows are copied,
/// padded, into scratch memory in which a step's factors of all outputs lie side by side. Strides are
/// taken by sorting voxels by their remainders, so that neighbours of outputs are neighbours in memory.
/// Under filters with gaps along y, rows that see the same input rows follow each other.
struct DirectConvolution<Rule: RoundingRule>: Sendable {
  typealias Real = Rule.Real
  typealias Factor = Rule.Factor

  private let contraction: Contraction<Rule>
  private let images: [Real]
  private let bias: [Real]?
  private let shape: ConvolutionShape
  private let panels: LeftPanels<Factor>
  private let surroundings: ConvolutionSurroundings<Real>?

  init(
    _ rule: Rule, _ images: [Real], _ filters: [Real], _ bias: [Real]?, _ shape: ConvolutionShape,
    _ key: CallKey, _ surroundings: ConvolutionSurroundings<Real>?
  ) {
    self.surroundings = surroundings
    self.images = images
    self.bias = bias
    self.shape = shape
    contraction = Contraction(
      rule: rule, key: key, magnitudes: Magnitudes(rule, filters, images, steps: shape.steps))
    panels = LeftPanels(
      rows: shape.filters, steps: shape.steps, of: filters, rowStride: shape.steps)
  }

  /// The outputs, and how many voxels and outputs were multiplied by a slope.
  func values(threads: Int) -> (values: [Real], scaled: Int) {
    let scaled = Atomic(0)
    let output = shape.output
    let count = shape.images * shape.filters * output.count
    let patch = ImagePatch<Factor>(shape, threads: threads)
    // Groups of rows of each residue, the first of which has the most rows.
    let residues = min(patch.rowStep, output.height)
    let each = (patch.rows(residue: 0) + patch.groupRows - 1) / patch.groupRows
    let groups = each * residues
    let values = [Real](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let start = buffer.baseAddress, count > 0 else { return }
      buffer.onLargePages()
      nonisolated(unsafe) let target = start
      Tiling.forEach(
        shape.images * output.depth * groups, threads: threads,
        scratch: {
          (Scratch<Factor>(patch.count), Scratch<Factor>(panels.rows * TileShape.widest))
        }
      ) { index, scratch in
        let (plane, residue, group) = (index / groups, index % groups / each, index % each)
        let end = min(patch.rows(residue: residue), (group + 1) * patch.groupRows)
        for first in stride(from: group * patch.groupRows, to: end, by: patch.rows) {
          let place = Place(
            image: plane / output.depth, z: plane % output.depth,
            rows: first..<min(end, first + patch.rows), end: end, residue: residue,
            step: patch.rowStep)
          // The rows that follow are copied while those before them are computed.
          if first == group * patch.groupRows {
            images.withUnsafeBufferPointer { images in
              patch.copy(
                images, place.image, place.z, first, residue: residue,
                slope: surroundings?.slope, scratch.0.start)
            }
          }
          if surroundings?.slope != nil {
            scaled.wrappingAdd(notPositive(place), ordering: .relaxed)
          }
          let multiplied = fill(place, patch, scratch.0.start, scratch.1.start, target)
          if multiplied > 0 { scaled.wrappingAdd(multiplied, ordering: .relaxed) }
        }
      }
    }
    return (values, scaled.load(ordering: .sequentiallyConsistent))
  }

  /// How many voxels at the places of some output rows are not positive; outputs are as large as
  /// images.
  private func notPositive(_ place: Place) -> Int {
    let (size, count) = (shape.size, place.rows.count * shape.size.width)
    var number = 0
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      for channel in 0..<shape.channels {
        let plane = (place.image * shape.channels + channel) * size.depth + place.z
        number += countNotPositive(
          start + (plane * size.height + place.firstRow) * size.width, count)
      }
    }
    return number
  }

  /// Some output rows that are computed at once.
  private struct Place {
    let image: Int
    let z: Int
    /// Among the rows of their residue.
    let rows: Range<Int>
    /// Where the group of rows ends that share a patch.
    let end: Int
    /// Row r of a residue is output row r × step + residue; several rows at once have a step of one.
    let residue: Int
    let step: Int

    var firstRow: Int { rows.lowerBound * step + residue }
  }

  /// How many steps all filters take before any takes the next ones: factors of a tile's columns that fit the
  /// first-level cache. Under filters of three dimensions this saves an eighth of the time; nothing of two, with
  /// one panel of filters, or where rounding takes the time.
  private var stepsAtOnce: Int {
    guard panels.panels.count > 1, shape.kernel.depth > 1, !Rule.perturbs else { return .max }
    let (taps, gap) = (shape.kernel.width, shape.dilation.width)
    let line = min(TileShape.widest + (taps - 1) * gap, TileShape.widest * taps)
    let lines = max(1, (32 << 10) / (line * MemoryLayout<Factor>.size))
    let runs = (shape.steps + lines * taps - 1) / (lines * taps)
    let even = (shape.steps + runs - 1) / runs
    return (even + TileShape.stepAlignment - 1) & ~(TileShape.stepAlignment - 1)
  }

  /// - Parameter scratch: room for the sums of all filters in a tile's columns.
  /// - Returns: how many outputs were multiplied by a slope.
  private func fill(
    _ place: Place, _ patch: ImagePatch<Factor>, _ factors: UnsafeMutablePointer<Factor>,
    _ scratch: UnsafeMutablePointer<Factor>, _ output: UnsafeMutablePointer<Real>
  ) -> Int {
    var multiplied = 0
    let (size, length) = (shape.output, shape.rowLength)
    let plane = size.height * length
    let element =
      (place.image * shape.filters * size.depth + place.z) * plane
      + place.firstRow * length
    let first = place.image * shape.filters * size.depth + place.z
    let start = output + (first * size.height + place.firstRow) * size.width
    let all = patch.columns(rows: place.rows.count)
    let parts = (all + TileShape.widest - 1) / TileShape.widest * panels.panels.count
    patch.offsets(firstRow: place.rows.lowerBound).withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      contraction.add(
        panels, steps: 0..<shape.steps, firstStep: 0, factors, offsets, columns: (all + 15) & ~15,
        stepsAtOnce: stepsAtOnce, element: element, elementStride: elementStride
      ) { panel, rows, columns in
        // What the next rows read and this tile writes comes from memory while sums are made.
        let part = columns.lowerBound / TileShape.widest * panels.panels.count + panel
        prepareNext(place, patch, part: part, of: parts, factors)
        if !isInPlace(rows, columns) {
          prefetch(start + offset(columns.lowerBound), rows, columns.count)
        }
      } target: { rows, columns in
        guard isInPlace(rows, columns) else {
          return TileTarget(
            sums: scratch + rows.lowerBound * TileShape.widest, stride: TileShape.widest)
        }
        let target = start + offset(columns.lowerBound) + rows.lowerBound * planeStride
        return TileTarget(
          sums: UnsafeMutableRawPointer(target).assumingMemoryBound(to: Factor.self),
          stride: planeStride)
      } finish: { rows, columns, tile in
        multiplied += finish(
          isInPlace(rows, columns) ? nil : tile, rows.clamped(to: 0..<shape.filters),
          columns.clamped(to: 0..<all), element, start, outputs: output)
      }
    }
    return multiplied
  }

  /// Whether a tile's sums go straight to the outputs: all are outputs, of one row.
  @inline(__always)
  private func isInPlace(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
    let row = columns.lowerBound / shape.rowLength
    return Real.self == Factor.self && rows.upperBound <= shape.filters
      && columns.upperBound <= row * shape.rowLength + shape.output.width
  }

  /// How far from the first output the one of a column lies.
  @inline(__always)
  private func offset(_ column: Int) -> Int {
    let (row, x) = (column / shape.rowLength, column % shape.rowLength)
    return row * shape.output.width + x
  }

  /// Outputs of one filter and the next are so far apart.
  private var planeStride: Int { shape.output.count }

  /// Copies a part of the input rows that the next row of the group needs and this one did not, and
  /// asks for the part after it; or, after the group's last row, asks for the part.
  @inline(__always)
  private func prepareNext(
    _ place: Place, _ patch: ImagePatch<Factor>, part: Int, of parts: Int,
    _ factors: UnsafeMutablePointer<Factor>
  ) {
    let isLast = place.rows.upperBound >= place.end
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      if !isLast {
        patch.copyNew(
          images, place.image, place.z, place.rows.upperBound, residue: place.residue,
          slope: surroundings?.slope, part: part, of: parts, factors)
      }
      guard isLast || part + 1 < parts else { return }
      patch.forEachNewLine(
        after: place.rows, residue: place.residue, place.image, place.z,
        part: isLast ? part : part + 1, of: parts
      ) { lastbit_prefetch(start + $0) }
    }
  }

  /// Asks for the outputs of some filters in some columns from `target` on.
  @inline(__always)
  private func prefetch(_ target: UnsafeMutablePointer<Real>, _ rows: Range<Int>, _ columns: Int) {
    for filter in rows where filter < shape.filters {
      for line in stride(from: 0, to: columns, by: 64 / MemoryLayout<Real>.size) {
        lastbit_prefetch_to_write(target + filter * planeStride + line)
      }
    }
  }

  /// Takes the sums of some filters and columns from scratch memory, if they are there, and does what
  /// comes after the sums.
  ///
  /// - Parameters:
  ///   - tile: the sums; none where they are outputs already.
  ///   - element: that of column 0 of filter 0.
  ///   - start: the output in column 0 of filter 0.
  /// - Returns: how many outputs were multiplied by a slope.
  @inline(__always)
  private func finish(
    _ tile: TileTarget<Factor>?, _ filters: Range<Int>, _ columns: Range<Int>, _ element: Int,
    _ start: UnsafeMutablePointer<Real>,
    outputs: UnsafeMutablePointer<Real>
  ) -> Int {
    if tile == nil, bias == nil { return 0 }
    var multiplied = 0
    let (width, length) = (shape.output.width, shape.rowLength)
    // A column is a place in a row of outputs, or beyond its end.
    var column = columns.lowerBound
    while column < columns.upperBound {
      let (row, x) = (column / length, column % length)
      let end = min(columns.upperBound, row * length + width)
      if column < end {
        for filter in filters {
          let target = start + filter * planeStride + row * width + x
          if let tile {
            let sums = tile.sums + (filter - filters.lowerBound) * tile.stride
            copyNumbers(sums + column - columns.lowerBound, to: target, count: end - column)
          }
          if let surroundings {
            multiplied += surroundings.complete(
              contraction.rule, contraction.key, target, to: target, count: end - column,
              filter: filter, bias: bias?[filter] ?? 0, images: images, first: target - outputs)
          } else {
            add(bias, filter, target, end - column, element + filter * elementStride + column)
          }
        }
      }
      column = (row + 1) * length
    }
    return multiplied
  }

  private var elementStride: Int {
    shape.output.depth * shape.output.height * shape.rowLength
  }

  @inline(__always)
  private func add(
    _ bias: [Real]?, _ filter: Int, _ outputs: UnsafeMutablePointer<Real>, _ count: Int,
    _ element: Int
  ) {
    bias?.withUnsafeBufferPointer { bias in
      guard let bias = bias.baseAddress else { return }
      let rule = contraction.rule
      rule.combine(
        ElementRun(
          operation: .add, x: outputs, y: bias + filter, isUniform: true, z: outputs,
          output: outputs,
          streams: ElementStreams(
            key: contraction.key, firstElement: element,
            skipped: shape.steps * rule.drawsPerStep)),
        0..<count)
    }
  }
}

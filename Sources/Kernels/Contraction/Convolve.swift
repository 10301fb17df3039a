internal import ArithmeticTypes
internal import CIntrinsics

extension Backend {
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    switch images.format {
    case .binary32: convolve(rule32, images, filters, bias, geometry)
    case .binary64: convolve(rule64, images, filters, bias, geometry)
    }
  }

  private func convolve<Rule: RoundingRule>(
    _ rule: Rule, _ images: RealTensor, _ filters: RealTensor, _ bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    let shape = ConvolutionShape(images: images.shape, filters: filters.shape, geometry)
    precondition(bias.map { $0.shape == [shape.filters] } ?? true, "one bias a filter expected")
    let outputs = images.shape[0] * shape.filters * shape.output.count
    count(rule, Tally(add: bias == nil ? 0 : outputs, accumulate: shape.multiplyAdds))
    let convolution = Convolution(
      rule, Rule.Real.unwrap(images).values, Rule.Real.unwrap(filters).values,
      bias.map { Rule.Real.unwrap($0).values }, shape, session.nextCall())
    let sizes = geometry.outputSizes(
      Array(images.shape[2...]), kernel: Array(filters.shape[2...]))
    return Rule.Real.wrap(
      Tensor(
        shape: [shape.images, shape.filters] + sizes,
        values: convolution.values(threads: threads)))
  }
}

/// Images `[N, C, D, H, W]` under filters `[O, C, d, h, w]`: one chain an output, over channels and
/// the filter's z, y and x ascending from zero; then the bias.
///
/// Output (n, o, z, y, x) draws the bits of element `(((n O + o) D′ + z) H′ + y) L + x`, with L the
/// row length of `ConvolutionShape`.
///
/// A group of output rows is computed at once, as one long row: their input rows are copied, padded,
/// into scratch memory in which a step's factors of all outputs lie side by side. Strides are taken
/// by sorting voxels by their remainders, so that neighbours of outputs are neighbours in memory.
private struct Convolution<Rule: RoundingRule>: Sendable {
  typealias Real = Rule.Real
  typealias Factor = Rule.Factor

  private let contraction: Contraction<Rule>
  private let images: [Real]
  private let bias: [Real]?
  private let shape: ConvolutionShape
  private let panels: LeftPanels<Factor>

  init(
    _ rule: Rule, _ images: [Real], _ filters: [Real], _ bias: [Real]?, _ shape: ConvolutionShape,
    _ key: CallKey
  ) {
    self.images = images
    self.bias = bias
    self.shape = shape
    contraction = Contraction(
      rule: rule, key: key, magnitudes: Magnitudes(rule, filters, images, steps: shape.steps))
    panels = filters.withUnsafeBufferPointer { filters in
      LeftPanels(rows: shape.filters, steps: shape.steps) { row, step in
        Factor.nearest(filters[row * shape.steps + step].wide)
      }
    }
  }

  func values(threads: Int) -> [Real] {
    let output = shape.output
    let count = shape.images * shape.filters * output.count
    let patch = ImagePatch<Factor>(shape, threads: threads)
    let groups = (output.height + patch.rows - 1) / patch.rows
    return [Real](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let start = buffer.baseAddress, count > 0 else { return }
      nonisolated(unsafe) let target = start
      Tiling.forEach(
        shape.images * output.depth * groups, threads: threads,
        scratch: {
          (Scratch<Factor>(patch.count), Scratch<Factor>(panels.rows * TileShape.widest))
        }
      ) { index, scratch in
        let (plane, group) = (index / groups, index % groups)
        let first = group * patch.rows
        let place = Place(
          image: plane / output.depth, z: plane % output.depth,
          rows: first..<min(output.height, first + patch.rows))
        images.withUnsafeBufferPointer { images in
          patch.copy(images, place.image, place.z, first, scratch.0.start)
        }
        fill(place, patch, scratch.0.start, scratch.1.start, target)
      }
    }
  }

  /// A group of output rows.
  private struct Place {
    let image: Int
    let z: Int
    let rows: Range<Int>
  }

  private func fill(
    _ place: Place, _ patch: ImagePatch<Factor>, _ factors: UnsafePointer<Factor>,
    _ sums: UnsafeMutablePointer<Factor>, _ output: UnsafeMutablePointer<Real>
  ) {
    let depth = shape.output.depth
    let plane = shape.output.height * shape.rowLength
    let element =
      (place.image * shape.filters * depth + place.z) * plane
      + place.rows.lowerBound * shape.rowLength
    let columns = place.rows.count * shape.rowLength
    patch.offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      for column in stride(from: 0, to: columns, by: TileShape.widest) {
        let width = min(TileShape.widest, (columns - column + 15) & ~15)
        sums.update(repeating: 0, count: panels.rows * TileShape.widest)
        contraction.add(
          panels, steps: 0..<shape.steps, firstStep: 0, factors + column, offsets, columns: width,
          sums, stride: TileShape.widest, element: element + column, elementStride: depth * plane
        ) { panel, rows in
          // What the next group reads and this tile writes comes from memory while sums are made.
          prefetch(
            place, patch, part: column / TileShape.widest * panels.panels.count + panel,
            of: (columns + TileShape.widest - 1) / TileShape.widest * panels.panels.count)
          prefetch(place, columns: column..<min(columns, column + width), rows: rows, output)
        }
        write(place, column..<min(columns, column + width), sums, element, output)
      }
    }
  }

  /// Asks for a part of the input rows that the group below needs and this one did not.
  @inline(__always)
  private func prefetch(_ place: Place, _ patch: ImagePatch<Factor>, part: Int, of parts: Int) {
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      patch.forEachNewLine(after: place.rows, place.image, place.z, part: part, of: parts) {
        lastbit_prefetch(start + $0)
      }
    }
  }

  /// Asks for the outputs of some columns and filters.
  @inline(__always)
  private func prefetch(
    _ place: Place, columns: Range<Int>, rows: Range<Int>, _ output: UnsafeMutablePointer<Real>
  ) {
    let size = shape.output
    let row = min(place.rows.count - 1, columns.lowerBound / shape.rowLength)
    let x = min(size.width - 1, columns.lowerBound - row * shape.rowLength)
    for filter in rows where filter < shape.filters {
      let first = (place.image * shape.filters + filter) * size.depth + place.z
      let start = output + (first * size.height + place.rows.lowerBound + row) * size.width + x
      for line in stride(from: 0, to: columns.count, by: 64 / MemoryLayout<Real>.size) {
        lastbit_prefetch_to_write(start + line)
      }
    }
  }

  /// Writes some columns of all filters, with their bias.
  private func write(
    _ place: Place, _ columns: Range<Int>, _ sums: UnsafePointer<Factor>, _ element: Int,
    _ output: UnsafeMutablePointer<Real>
  ) {
    let (size, length) = (shape.output, shape.rowLength)
    // A column is a place in a row of outputs, or beyond its end.
    var column = columns.lowerBound
    while column < columns.upperBound {
      let (row, x) = (column / length, column % length)
      let end = min(columns.upperBound, row * length + size.width)
      if column < end {
        var source = sums + column - columns.lowerBound
        let first = place.image * shape.filters * size.depth + place.z
        var target = output + (first * size.height + place.rows.lowerBound + row) * size.width + x
        for filter in 0..<shape.filters {
          write(
            source, end - column, filter,
            element + filter * size.depth * size.height * length + column, target)
          source += TileShape.widest
          target += size.depth * size.height * size.width
        }
      }
      column = (row + 1) * length
    }
  }

  @inline(__always)
  private func write(
    _ sums: UnsafePointer<Factor>, _ count: Int, _ filter: Int, _ element: Int,
    _ output: UnsafeMutablePointer<Real>
  ) {
    guard let bias else { return copyNumbers(sums, to: output, count: count) }
    let rule = contraction.rule
    let roundings = shape.steps * rule.drawsPerStep
    for x in 0..<count {
      var bits = Rule.Bits(contraction.key, element: element + x)
      bits.skip(roundings)
      (output + x).initialize(to: rule.add(Real.nearest(sums[x].wide), bias[filter], &bits))
    }
  }
}

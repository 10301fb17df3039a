internal import ArithmeticTypes
internal import CIntrinsics

extension Backend {
  func convolutionFilterGradient(
    _ images: RealTensor, _ gradient: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    switch images.format {
    case .binary32: filterGradient(rule32, images, gradient, kernel, geometry)
    case .binary64: filterGradient(rule64, images, gradient, kernel, geometry)
    }
  }

  private func filterGradient<Rule: RoundingRule>(
    _ rule: Rule, _ images: RealTensor, _ gradient: RealTensor, _ kernel: [Int],
    _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    let filters = [gradient.shape[1], images.shape[1]] + kernel
    let shape = ConvolutionShape(images: images.shape, filters: filters, geometry)
    precondition(
      Array(gradient.shape[2...])
        == geometry.outputSizes(Array(images.shape[2...]), kernel: kernel)
        && gradient.shape[0] == images.shape[0],
      "gradients \(gradient.shape) are not those of images \(images.shape)")
    count(rule, Tally(accumulate: shape.multiplyAdds))
    let product = FilterGradient(
      rule, Rule.Real.unwrap(images).values, Rule.Real.unwrap(gradient).values, shape,
      session.nextCall())
    return Rule.Real.wrap(Tensor(shape: filters, values: product.values(threads: threads)))
  }
}

/// Sums over image, z, y and x of the outputs, ascending from zero, of output gradient × image: one
/// chain for each of the filters' numbers.
///
/// Number (o, c, z, y, x) of the filters draws the bits of element `((o d + z) h + y) W + x C + c`, with
/// W = w C made even. A row of outputs starts at a step that is a multiple of 64.
///
/// Images are turned so that channels run fastest: then the factors of a filter's row, for all x and
/// channels, lie side by side. Where filters have gaps along x, places are sorted by their residues.
private struct FilterGradient<Rule: RoundingRule>: Sendable {
  typealias Real = Rule.Real
  typealias Factor = Rule.Factor

  private let contraction: Contraction<Rule>
  private let images: [Real]
  private let gradient: [Real]
  private let shape: ConvolutionShape
  /// Output rows whose images are turned at once.
  private let rows: Int

  init(
    _ rule: Rule, _ images: [Real], _ gradient: [Real], _ shape: ConvolutionShape, _ key: CallKey
  ) {
    self.images = images
    self.gradient = gradient
    self.shape = shape
    contraction = Contraction(
      rule: rule, key: key,
      magnitudes: Magnitudes(
        rule, gradient, images, steps: shape.images * shape.output.count))
    let line =
      shape.kernel.depth
      * ((shape.output.width - 1) * shape.stride.width
        + (shape.kernel.width - 1) * shape.dilation.width + 1) * shape.channels
      * MemoryLayout<Factor>.size
    rows = max(1, min(shape.output.height, (512 << 10) / max(1, line * shape.stride.height)))
  }

  /// Columns of a filter's row: (x, channel).
  private var columns: Int { shape.kernel.width * shape.channels }
  private var paddedColumns: Int { (columns + 15) & ~15 }
  /// Filter rows, of all slices.
  private var lines: Int { shape.kernel.depth * shape.kernel.height }
  private var turnedWidth: Int {
    let reach = (shape.kernel.width - 1) * shape.dilation.width + 1
    let width = (shape.output.width - 1) * shape.stride.width + reach
    // As many places of each residue.
    return (width + shape.dilation.width - 1) / shape.dilation.width * shape.dilation.width
  }
  private var turnedHeight: Int {
    (rows - 1) * shape.stride.height + (shape.kernel.height - 1) * shape.dilation.height + 1
  }

  /// Where place x of a padded row lies among those sorted by residue.
  @inline(__always)
  private func sorted(_ x: Int) -> Int {
    let gap = shape.dilation.width
    return gap == 1 ? x : x % gap * (turnedWidth / gap) + x / gap
  }

  func values(threads: Int) -> [Real] {
    let count = shape.filters * shape.steps
    // One part a thread, as each turns the images for itself; tiles cover even numbers of filters,
    // from four on.
    let share = max(4, ((shape.filters + threads - 1) / threads + 1) & ~1)
    let parts = (shape.filters + share - 1) / share
    return [Real](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let start = buffer.baseAddress, count > 0 else { return }
      nonisolated(unsafe) let output = start
      Tiling.forEach(parts, threads: threads) { part in
        let filters = part * share..<min(shape.filters, (part + 1) * share)
        let sums = Scratch<Factor>((filters.count + 5) * lines * paddedColumns)
        sum(filters, sums.start)
        write(filters, sums.start, output)
      }
    }
  }

  private func sum(_ filters: Range<Int>, _ sums: UnsafeMutablePointer<Factor>) {
    let turned = Scratch<Factor>(
      shape.kernel.depth * turnedHeight * turnedWidth * shape.channels + TileShape.widest)
    let (output, stride) = (shape.output, shape.stride)
    // Of the rows that are turned at once.
    let offsets = (0..<rows * output.width).map { step in
      (step / output.width * stride.height * turnedWidth
        + sorted(step % output.width * stride.width)) * shape.channels
    }
    for plane in 0..<shape.images * output.depth {
      for first in Swift.stride(from: 0, to: output.height, by: rows) {
        turn(plane, first, turned.start)
        let chosen = first..<min(output.height, first + rows)
        add(plane, chosen, filters, turned.start, offsets, sums)
      }
    }
  }

  /// Adds the steps of some output rows.
  private func add(
    _ plane: Int, _ rows: Range<Int>, _ filters: Range<Int>, _ turned: UnsafePointer<Factor>,
    _ offsets: [Int], _ sums: UnsafeMutablePointer<Factor>
  ) {
    let output = shape.output
    let (image, z) = (plane / output.depth, plane % output.depth)
    let first = ((image * shape.filters + filters.lowerBound) * output.depth + z) * output.height
    let left = LeftPanels<Factor>(
      rows: filters.count, steps: rows.count * output.width, of: gradient,
      from: (first + rows.lowerBound) * output.width, rowStride: output.count)
    // Runs start at multiples of 64 steps; where rows have such lengths, several make a run.
    let rowSteps = (output.width + 63) & ~63
    let rowsARun = rowSteps == output.width ? max(1, 512 / rowSteps) : 1
    let width = (columns + 1) & ~1
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      for row in Swift.stride(from: 0, to: rows.count, by: rowsARun) {
        let run = row * output.width..<min(rows.count, row + rowsARun) * output.width
        let firstStep = (plane * output.height + rows.lowerBound + row) * rowSteps
        for line in 0..<lines {
          let (depth, y) = (line / shape.kernel.height, line % shape.kernel.height)
          contraction.add(
            left, steps: run, firstStep: firstStep,
            turned
              + (depth * turnedHeight + y * shape.dilation.height) * turnedWidth * shape.channels,
            offsets,
            columns: paddedColumns,
            element: (filters.lowerBound * lines + line) * width, elementStride: lines * width
          ) { rows, columns in
            TileTarget(
              sums: sums + (rows.lowerBound * lines + line) * paddedColumns + columns.lowerBound,
              stride: lines * paddedColumns)
          }
        }
      }
    }
  }

  /// The input rows of some output rows, padded, channels running fastest.
  private func turn(_ plane: Int, _ first: Int, _ turned: UnsafeMutablePointer<Factor>) {
    let (size, stride, before) = (shape.size, shape.stride, shape.before)
    let (image, z) = (plane / shape.output.depth, plane % shape.output.depth)
    images.withUnsafeBufferPointer { images in
      for depth in 0..<shape.kernel.depth {
        let slice = z * stride.depth + depth * shape.dilation.depth - before.depth
        for row in 0..<turnedHeight {
          let y = first * stride.height + row - before.height
          let target = turned + (depth * turnedHeight + row) * turnedWidth * shape.channels
          guard slice >= 0, slice < size.depth, y >= 0, y < size.height else {
            target.update(repeating: 0, count: turnedWidth * shape.channels)
            continue
          }
          let start = (image * shape.channels * size.depth + slice) * size.height + y
          guard let row = images.baseAddress.map({ $0 + start * size.width }) else { continue }
          // Sixteen places at a time, so that the lines written to stay in the first-level cache.
          for block in Swift.stride(from: 0, to: turnedWidth, by: 16) {
            let places = block..<min(turnedWidth, block + 16)
            for channel in Swift.stride(from: 0, to: shape.channels, by: 16) {
              turn(row, places, channel..<min(shape.channels, channel + 16), target)
            }
          }
        }
      }
    }
  }

  /// Some places of a row in up to sixteen channels.
  ///
  /// - Parameter row: that of channel 0.
  @inline(__always)
  private func turn(
    _ row: UnsafePointer<Real>, _ places: Range<Int>, _ channels: Range<Int>,
    _ target: UnsafeMutablePointer<Factor>
  ) {
    let (width, before) = (shape.size.width, shape.before.width)
    let first = places.lowerBound - before
    if shape.dilation.width == 1, first >= 0, places.upperBound - before <= width,
      places.count == 16, channels.count == 16, Real.self == Float.self, Factor.self == Float.self
    {
      let source = row + channels.lowerBound * shape.size.count + first
      let place = target + places.lowerBound * shape.channels + channels.lowerBound
      lastbit_transpose_16(
        UnsafeRawPointer(source).assumingMemoryBound(to: Float.self), shape.size.count,
        UnsafeMutableRawPointer(place).assumingMemoryBound(to: Float.self), shape.channels)
      return
    }
    for channel in channels {
      let source = row + channel * shape.size.count
      for place in places {
        let x = place - before
        target[sorted(place) * shape.channels + channel] =
          x >= 0 && x < width ? Factor.nearest(source[x].wide) : 0
      }
    }
  }

  private func write(
    _ filters: Range<Int>, _ sums: UnsafePointer<Factor>, _ output: UnsafeMutablePointer<Real>
  ) {
    for (row, filter) in filters.enumerated() {
      for channel in 0..<shape.channels {
        for tap in 0..<shape.kernel.count {
          let (line, x) = (tap / shape.kernel.width, tap % shape.kernel.width)
          let sum = sums[(row * lines + line) * paddedColumns + x * shape.channels + channel]
          (output + filter * shape.steps + channel * shape.kernel.count + tap)
            .initialize(to: Real.nearest(sum.wide))
        }
      }
    }
  }
}

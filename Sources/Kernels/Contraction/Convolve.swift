internal import ArithmeticTypes

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
      Tiling.forEach(shape.images * output.depth * groups, threads: threads) { index in
        let (plane, group) = (index / groups, index % groups)
        let (image, z) = (plane / output.depth, plane % output.depth)
        let first = group * patch.rows
        fill(
          patch, image, z, first..<min(output.height, first + patch.rows), target)
      }
    }
  }

  private func fill(
    _ patch: ImagePatch<Factor>, _ image: Int, _ z: Int, _ rows: Range<Int>,
    _ output: UnsafeMutablePointer<Real>
  ) {
    let columns = (rows.count * shape.rowLength + 15) & ~15
    let plane = shape.output.height * shape.rowLength
    let element =
      (image * shape.filters * shape.output.depth + z) * plane
      + rows.lowerBound * shape.rowLength
    withScratch(panels.rows * columns, of: Factor.self) { sums in
      withScratch(patch.count, of: Factor.self) { scratch in
        images.withUnsafeBufferPointer { images in
          patch.copy(images, image, z, rows.lowerBound, scratch)
        }
        patch.offsets.withUnsafeBufferPointer { offsets in
          guard let offsets = offsets.baseAddress else { return }
          contraction.add(
            panels, steps: 0..<shape.steps, firstStep: 0, scratch, offsets, columns: columns, sums,
            stride: columns, element: element, elementStride: shape.output.depth * plane)
        }
      }
      for filter in 0..<shape.filters {
        let first =
          ((image * shape.filters + filter) * shape.output.depth + z)
          * shape.output.height
        for row in rows {
          finish(
            sums + filter * columns + (row - rows.lowerBound) * shape.rowLength,
            filter,
            element + filter * shape.output.depth * plane
              + (row - rows.lowerBound) * shape.rowLength,
            output + (first + row) * shape.output.width)
        }
      }
    }
  }

  /// Writes a row of outputs, with their bias.
  private func finish(
    _ sums: UnsafePointer<Factor>, _ filter: Int, _ element: Int,
    _ output: UnsafeMutablePointer<Real>
  ) {
    let rule = contraction.rule
    guard let bias else {
      for x in 0..<shape.output.width {
        (output + x).initialize(to: Real.nearest(sums[x].wide))
      }
      return
    }
    let roundings = shape.steps * (rule.fusesAccumulation ? 1 : 2)
    for x in 0..<shape.output.width {
      var bits = Rule.Bits(contraction.key, element: element + x)
      bits.skip(roundings)
      (output + x).initialize(
        to: rule.add(Real.nearest(sums[x].wide), bias[filter], &bits))
    }
  }
}

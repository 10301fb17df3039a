import Arithmetic

/// A convolution and its activation whose full resolution nothing needs but a pooling: made and pooled slab
/// by slab.
///
/// Where slabs lie depends on shapes alone, so that results do not depend on the machine. Random bits
/// depend on the slabs; arithmetics without any take thin ones, which stay in the cache and in the
/// process's memory.
struct PooledConvolution {
  private let filters: RealTensor
  private let bias: RealTensor
  private let geometry: ConvolutionGeometry
  private let unit: ConvolutionUnit

  init(
    _ filters: RealTensor, _ bias: RealTensor, _ geometry: ConvolutionGeometry,
    _ unit: ConvolutionUnit
  ) {
    (self.filters, self.bias, self.geometry, self.unit) = (filters, bias, geometry, unit)
  }

  /// Whether slabs of images are slabs of the result: along the first spatial axis it has to go on by single
  /// steps and keep the extent.
  static func suits(_ geometry: ConvolutionGeometry, filters: [Int]) -> Bool {
    let parts = geometry.parts
    return parts.stride[0] == 1 && parts.dilation[0] == 1
      && parts.paddingBefore[0] == parts.paddingAfter[0]
      && filters[2] == 2 * parts.paddingBefore[0] + 1
  }

  /// - Parameters:
  ///   - pooling: the arithmetic in the layer of the pooling.
  ///   - part: how many activations are worked on at once.
  func callAsFunction(
    _ x: RealTensor, _ arithmetic: any Arithmetic, pooling: any Arithmetic, part: Int? = nil
  ) -> RealTensor {
    let part = part ?? (arithmetic.mergesPasses ? 1 << 22 : 1 << 25)
    let (count, axes) = (x.shape[2], x.shape.count - 2)
    let (steps, gaps, zerosBefore, zerosAfter) = geometry.parts
    let reach = zerosBefore[0]
    let plane = bias.count * x.shape[3...].reduce(1, *)
    let thickness = max(2, part / max(1, plane) / 2 * 2)
    let slabs = stride(from: 0, to: count, by: thickness).map { start in
      let end = min(count, start + thickness)
      // Neighbouring planes on each side, which zeros replace at the ends of the image.
      let (before, after) = (min(reach, start), min(reach, count - end))
      let slab = x.slice(start - before..<end + after, axis: 2)
      let own = ConvolutionGeometry(
        stride: steps, dilation: gaps, paddingBefore: [reach - before] + zerosBefore.dropFirst(),
        paddingAfter: [reach - after] + zerosAfter.dropFirst())
      let active = arithmetic.convolve(slab, filters, bias: bias, own, in: unit)
      return pooling.maxPool(active, axes: axes).values
    }
    return .concatenate(slabs, axis: 2)
  }
}

/// What comes before and after a convolution in the blocks of networks, to be done in one pass over
/// memory.
///
/// A pass over the activations of a large image takes as long as a tenth of its convolution.
public struct ConvolutionUnit: Sendable {
  /// Before: `leakyReLU` of the images with this slope; `nil` leaves them as they are.
  public var slope: Double?
  /// After: `scaleAndShift` with these, `[O]` each.
  public var scale: RealTensor
  public var shift: RealTensor
  /// Last: `maximum` of the result and of the images as they came, which have its shape.
  public var competes: Bool

  public init(slope: Double?, scale: RealTensor, shift: RealTensor, competes: Bool) {
    self.slope = slope
    self.scale = scale
    self.shift = shift
    self.competes = competes
  }
}

extension Arithmetic {
  /// The kernels of a unit called one after the other.
  package func convolveInSteps(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor,
    _ geometry: ConvolutionGeometry, in unit: ConvolutionUnit
  ) -> RealTensor {
    let activated = unit.slope.map { leakyReLU(images, slope: $0) } ?? images
    let sums = convolve(activated, filters, bias: bias, geometry)
    let result = scaleAndShift(sums, scale: unit.scale, shift: unit.shift)
    return unit.competes ? maximum(result, images) : result
  }
}

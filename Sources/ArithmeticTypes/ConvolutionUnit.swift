/// What comes before and after a convolution in the blocks of networks, to be done in one pass over
/// memory.
///
/// A pass over the activations of a large image takes as long as a tenth of its convolution.
public struct ConvolutionUnit: Sendable {
  /// Before: `leakyReLU` of the images with this slope; `nil` leaves them as they are.
  public var slope: Double?
  public var after: After

  public enum After: Sendable {
    /// `scaleAndShift` with these, `[O]` each; where it competes, then `maximum` of the result and of
    /// the images as they came, which have its shape.
    case normalization(scale: RealTensor, shift: RealTensor, competes: Bool)
    /// `leakyReLU` with this slope.
    case activation(slope: Double)
    /// `relu`.
    case rectification
    /// `elu` with this factor.
    case elu(alpha: Double)
  }

  public init(slope: Double? = nil, after: After) {
    self.slope = slope
    self.after = after
  }

  /// The kernels beside `convolve` that its bits are those of.
  package var kernels: [Kernel] {
    let before: [Kernel] = slope == nil ? [] : [.leakyReLU]
    switch after {
    case .normalization(_, _, let competes):
      return before + [.scaleAndShift] + (competes ? [.maximum] : [])
    case .activation: return before + [.leakyReLU]
    case .rectification: return before + [.relu]
    case .elu: return before + [.elu]
    }
  }

  /// What is given beside images, filters and bias.
  package var operands: [RealTensor] {
    switch after {
    case .normalization(let scale, let shift, _): [scale, shift]
    case .activation, .rectification, .elu: []
    }
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
    switch unit.after {
    case .normalization(let scale, let shift, let competes):
      let result = scaleAndShift(sums, scale: scale, shift: shift)
      return competes ? maximum(result, images) : result
    case .activation(let slope):
      return leakyReLU(sums, slope: slope)
    case .rectification: return relu(sums)
    case .elu(let alpha):
      return elu(sums, alpha: alpha)
    }
  }
}

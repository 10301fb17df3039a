import Arithmetic

/// What a step can be in a unit of several that an arithmetic does in one pass over memory
/// (`ConvolutionUnit`), with the same bits.
enum UnitPart: Sendable {
  /// Of images, filters and a bias, the first three inputs.
  case convolution(ConvolutionGeometry)
  /// `leakyReLU` of the first input, with a slope that follows from the inputs.
  case activation(slope: @Sendable (Operands) -> Double)
  case rectification
  case elu(alpha: Double)
  /// `scaleAndShift` of the first input, with what follows from the others.
  case normalization(
    @Sendable (Operands, any Arithmetic) -> (scale: RealTensor, shift: RealTensor))
  /// `maximum` of the two inputs.
  case competition
  /// `maxPool` of the input along all its spatial axes.
  case halving
}

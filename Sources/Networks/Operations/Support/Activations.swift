import Arithmetic
import ExactFunctions

/// Functions between the layers of networks, composed of kernels: each rounds where its kernels do.
extension Arithmetic {
  /// 1 / (1 + e⁻ˣ).
  func sigmoid(_ x: RealTensor) -> RealTensor {
    let growth = add(exponential(multiply(x, -1)), 1)
    return divide(.filled(x.format, x.shape, 1), growth)
  }

  /// ln(1 + eˣ) = max(x, 0) + ln(1 + y) with y = e^(−|x|).
  ///
  /// ln(1 + y) is y · ln(u) / (u − 1) with u the rounded 1 + y, and y where u is 1 (Goldberg 1991).
  func softplus(_ x: RealTensor) -> RealTensor {
    let y = exponential(x.exactly(NegativeMagnitude()))
    let u = add(y, 1)
    let less = add(u, -1)
    let isOne = less.compared(.filled(x.format, x.shape, 0), EqualRelation())
    let safe = RealTensor.filled(x.format, x.shape, 1).chosen(isOne, else: less)
    let quotient = divide(multiply(y, logarithm(u)), safe)
    return add(y.chosen(isOne, else: quotient), x.exactly(PositivePart()))
  }
}

/// The kernels that composed activations call and that round.
enum ActivationKernels {
  static let sigmoid: [Kernel] = [.multiply, .exponential, .add, .divide]
  static let softplus: [Kernel] = [.exponential, .add, .logarithm, .multiply, .divide]
}

private struct EqualRelation: ExactRelation {
  func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x == y }
}

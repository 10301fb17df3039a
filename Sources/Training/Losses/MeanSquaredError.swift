public import Arithmetic

/// The mean of the squares of what two tensors differ by.
public struct MeanSquaredError: Sendable {
  public init() {}

  /// - Parameters:
  ///   - x: which the gradient is for.
  ///   - target: of the same shape.
  public func callAsFunction(
    _ x: RealTensor, _ target: RealTensor, _ arithmetic: any Arithmetic
  ) -> LossValue {
    let difference = arithmetic.subtract(x, target)
    let value = arithmetic.dot(difference, difference) / Double(max(1, x.count))
    return LossValue(
      value, arithmetic.multiply(difference, 2 / Double(max(1, x.count))),
      parts: ["squared-error": value])
  }
}

public import Arithmetic

/// The value of a loss and its gradient.
public struct LossValue: Sendable {
  public var value: Double
  /// For the tensor that the loss is of.
  public var gradient: RealTensor
  /// The parts that the value is the sum of, by name.
  public var parts: [String: Double]

  public init(_ value: Double, _ gradient: RealTensor, parts: [String: Double] = [:]) {
    (self.value, self.gradient, self.parts) = (value, gradient, parts)
  }

  /// The sum of two losses of one tensor, the other one times `weight`.
  public func adding(_ other: LossValue, weight: Double = 1, _ arithmetic: any Arithmetic)
    -> LossValue
  {
    LossValue(
      value + weight * other.value,
      arithmetic.addScaled(gradient, other.gradient, by: weight),
      parts: parts.merging(other.parts) { first, _ in first })
  }
}

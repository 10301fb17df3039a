/// Few numbers from many; each documents its fixed order.
///
/// A family of the kernels that make an `Arithmetic`.
public protocol ReductionKernels: Sendable {
  func sum(_ a: RealTensor) -> Double
  func dot(_ a: RealTensor, _ b: RealTensor) -> Double
  /// The sum divided by the number of elements; NaN for none.
  func mean(_ a: RealTensor) -> Double
  /// Mean, and sum of squared differences from it over the number of elements less `correction`
  /// (0 for the variance of a population, 1 for an unbiased estimate).
  func moments(_ a: RealTensor, correction: Int) -> (mean: Double, variance: Double)
  /// The least and the greatest element; NaN where there is none or one is NaN. No rounding.
  func extrema(_ a: RealTensor) -> (least: Double, greatest: Double)
}

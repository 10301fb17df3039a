public import Arithmetic

/// 1 − the mean over channels of 2 Σ a b / (Σ a + Σ b) between two maps of shares, such as moved and fixed
/// label maps (Hoffmann et al. 2022, SynthMorph); a channel that neither map has counts as 0.
public struct SoftDiceLoss: Sendable {
  public init() {}

  /// - Parameters:
  ///   - moved: `[N, C, …]`, which the gradient is for.
  ///   - fixed: the same shape.
  public func callAsFunction(
    _ moved: RealTensor, _ fixed: RealTensor, _ arithmetic: any Arithmetic
  ) -> LossValue {
    let common = arithmetic.channelSum(arithmetic.multiply(moved, fixed))
    let sums = arithmetic.add(arithmetic.channelSum(moved), arithmetic.channelSum(fixed))
    // A channel without anything: 0 / 1.
    let divisors = RealTensor(
      sums.format, shape: sums.shape, sums.doubles.map { $0 == 0 ? 1 : $0 })
    let ratio = arithmetic.divide(arithmetic.multiply(common, 2), divisors)
    let count = sums.count
    let ones = RealTensor(sums.format, shape: sums.shape, [Double](repeating: 1, count: count))
    let scale = arithmetic.multiply(arithmetic.divide(ones, divisors), -2 / Double(count))
    let shift = arithmetic.multiply(arithmetic.divide(ratio, divisors), 1 / Double(count))
    let value = 1 - arithmetic.mean(ratio)
    return LossValue(
      value, arithmetic.scaleAndShift(fixed, scale: scale, shift: shift),
      parts: ["soft-dice": value])
  }
}

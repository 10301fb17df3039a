public import Arithmetic

/// Dice and weighted cross-entropy together, as FastSurfer trains with both weights one.
public struct SegmentationLoss: Sendable {
  public var dice: Double
  public var crossEntropy: Double
  private let diceLoss: DiceLoss

  public init(dice: Double = 1, crossEntropy: Double = 1, smooth: Double = 1e-3) {
    (self.dice, self.crossEntropy) = (dice, crossEntropy)
    diceLoss = DiceLoss(smooth: smooth)
  }

  /// - Parameters:
  ///   - logits: `[N, C, …]`.
  ///   - classes: `[N, …]`, in `0..<C`.
  ///   - weights: of the cross-entropy, `[N, …]`; `nil` for ones.
  public func callAsFunction(
    _ logits: RealTensor, _ classes: Tensor<Int32>, weights: RealTensor? = nil,
    _ arithmetic: any Arithmetic
  ) -> LossValue {
    let softmax = arithmetic.softmax(logits)
    let first = diceLoss(softmax: softmax, classes, arithmetic)
    let second = CrossEntropyLoss()(
      logits, softmax: softmax, classes, weights: weights, arithmetic)
    let scaled =
      dice == 1
      ? first
      : LossValue(
        dice * first.value, arithmetic.multiply(first.gradient, dice), parts: first.parts)
    return scaled.adding(second, weight: crossEntropy, arithmetic)
  }
}

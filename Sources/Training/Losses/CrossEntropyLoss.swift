public import Arithmetic

/// The mean over all places of −ln softmax of the place's class times the place's weight; weights are not
/// divided by their sum.
///
/// Source: `CrossEntropy2D` in `FastSurferCNN/models/losses.py` of FastSurfer 2.4.0-dev (commit 7c45785).
public struct CrossEntropyLoss: Sendable {
  public init() {}

  /// - Parameters:
  ///   - logits: `[N, C, …]`.
  ///   - classes: `[N, …]`, in `0..<C`.
  ///   - weights: `[N, …]`; `nil` for ones.
  public func callAsFunction(
    _ logits: RealTensor, _ classes: Tensor<Int32>, weights: RealTensor? = nil,
    _ arithmetic: any Arithmetic
  ) -> LossValue {
    callAsFunction(
      logits, softmax: arithmetic.softmax(logits), classes, weights: weights, arithmetic)
  }

  func callAsFunction(
    _ logits: RealTensor, softmax: RealTensor, _ classes: Tensor<Int32>, weights: RealTensor?,
    _ arithmetic: any Arithmetic
  ) -> LossValue {
    let losses = arithmetic.crossEntropy(logits, classes: classes)
    let weighted = weights.map { arithmetic.multiply(losses, $0) } ?? losses
    let ones = RealTensor(
      losses.format, shape: losses.shape, [Double](repeating: 1, count: losses.count))
    let shares = arithmetic.divide(weights ?? ones, Double(losses.count))
    let value = arithmetic.mean(weighted)
    return LossValue(
      value,
      arithmetic.crossEntropyGradient(softmax: softmax, classes: classes, gradient: shares),
      parts: ["cross-entropy": value])
  }
}

public import Arithmetic

/// Adam with weights that decay apart from the gradient (Loshchilov and Hutter 2019), in the order of
/// PyTorch's `AdamW`:
///
///     p ← p (1 − rate × decay)
///     m ← m + (1 − β₁) (g − m)          v ← β₂ v + (1 − β₂) g²
///     p ← p − rate / (1 − β₁ᵗ) × m / (√v / √(1 − β₂ᵗ) + ε)
public struct AdamW: Optimizer {
  public static let name = "adamw"
  public static let slots = ["moment1", "moment2"]

  public var decay: Double
  private let moments: AdamMoments

  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0.01
  ) {
    self.decay = decay
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  public func update(
    _ parameter: RealTensor, gradient: RealTensor, slots: [RealTensor], step: Int, rate: Double,
    _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor]) {
    let decayed =
      decay == 0 ? parameter : arithmetic.multiply(parameter, 1 - rate * decay)
    return moments.update(decayed, gradient, slots, step, rate, arithmetic)
  }
}

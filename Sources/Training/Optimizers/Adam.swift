public import Arithmetic

/// Adam (Kingma and Ba 2015) with a decay that is part of the gradient, in the order of PyTorch's `Adam`.
public struct Adam: Optimizer {
  public static let name = "adam"
  public static let slots = ["moment1", "moment2"]

  public var decay: Double
  private let moments: AdamMoments

  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0
  ) {
    self.decay = decay
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  public func update(
    _ parameter: RealTensor, gradient: RealTensor, slots: [RealTensor], step: Int, rate: Double,
    _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor]) {
    let whole = decay == 0 ? gradient : arithmetic.addScaled(gradient, parameter, by: decay)
    return moments.update(parameter, whole, slots, step, rate, arithmetic)
  }
}

public import Arithmetic

/// Gradient descent with momentum (Polyak 1964; Sutskever et al. 2013), in the order of PyTorch's `SGD`:
/// b ← μ b + g, p ← p − rate × b.
public struct SGD: Optimizer {
  public static let name = "sgd"
  public static let slots = ["momentum"]

  public var momentum: Double
  public var decay: Double

  public init(momentum: Double = 0, decay: Double = 0) {
    (self.momentum, self.decay) = (momentum, decay)
  }

  public func update(
    _ parameter: RealTensor, gradient: RealTensor, slots: [RealTensor], step: Int, rate: Double,
    _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor]) {
    let whole = decay == 0 ? gradient : arithmetic.addScaled(gradient, parameter, by: decay)
    let direction =
      momentum == 0 || step == 1
      ? whole : arithmetic.add(arithmetic.multiply(slots[0], momentum), whole)
    return (
      arithmetic.addScaled(parameter, direction, by: -rate), [momentum == 0 ? slots[0] : direction]
    )
  }
}

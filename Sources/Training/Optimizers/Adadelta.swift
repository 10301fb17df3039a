public import Arithmetic

/// Steps as large as those before them (Zeiler 2012), in the order of PyTorch's `Adadelta`:
///
///     s ← ρ s + (1 − ρ) g²          d = √(a + ε) / √(s + ε) × g
///     a ← ρ a + (1 − ρ) d²          p ← p − rate × d
public struct Adadelta: Optimizer {
  public static let name = "adadelta"
  public static let slots = ["squares", "steps"]

  public var rho: Double
  public var epsilon: Double
  public var decay: Double

  public init(rho: Double = 0.9, epsilon: Double = 1e-6, decay: Double = 0) {
    (self.rho, self.epsilon, self.decay) = (rho, epsilon, decay)
  }

  public func update(
    _ parameter: RealTensor, gradient: RealTensor, slots: [RealTensor], step: Int, rate: Double,
    _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor]) {
    let whole = decay == 0 ? gradient : arithmetic.addScaled(gradient, parameter, by: decay)
    func mean(_ slot: RealTensor, _ x: RealTensor) -> RealTensor {
      arithmetic.addScaled(
        arithmetic.multiply(slot, rho), arithmetic.multiply(x, x), by: 1 - rho)
    }
    let squares = mean(slots[0], whole)
    let root = arithmetic.squareRoot(arithmetic.add(squares, epsilon))
    let size = arithmetic.squareRoot(arithmetic.add(slots[1], epsilon))
    let change = arithmetic.multiply(arithmetic.divide(size, root), whole)
    return (
      arithmetic.addScaled(parameter, change, by: -rate), [squares, mean(slots[1], change)]
    )
  }
}

import Arithmetic

/// The step of Adam (Kingma and Ba 2015) by running means of gradients and of their squares.
struct AdamMoments: Sendable {
  let beta1: Double
  let beta2: Double
  let epsilon: Double

  func update(
    _ parameter: RealTensor, _ gradient: RealTensor, _ slots: [RealTensor], _ step: Int,
    _ rate: Double, _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor]) {
    let first = arithmetic.addScaled(
      slots[0], arithmetic.subtract(gradient, slots[0]), by: 1 - beta1)
    let second = arithmetic.addScaled(
      arithmetic.multiply(slots[1], beta2), arithmetic.multiply(gradient, gradient), by: 1 - beta2)
    let count = Double(step)
    let (bias1, bias2) = (1 - power(beta1, count), 1 - power(beta2, count))
    let deviation = arithmetic.divide(arithmetic.squareRoot(second), bias2.squareRoot())
    let change = arithmetic.divide(first, arithmetic.add(deviation, epsilon))
    return (
      arithmetic.addScaled(parameter, change, by: -(rate / bias1)), [first, second]
    )
  }

  /// βᵗ by repeated squaring: the same on every machine.
  private func power(_ base: Double, _ exponent: Double) -> Double {
    var (result, factor, left) = (1.0, base, Int(exponent))
    while left > 0 {
      if left & 1 == 1 { result *= factor }
      factor *= factor
      left >>= 1
    }
    return result
  }
}

internal import ArithmeticTypes

/// Operations in binary32 under a `Scheme`: done in binary64, rounded to odd, then by the scheme.
///
/// Words are taken in the order: operands, whether to perturb (where the probability is below one),
/// rounding.
struct SchemeRounding32: RoundingRule {
  typealias Bits = ElementBits

  static var perturbs: Bool { true }
  let scheme: Scheme
  var fusesAccumulation: Bool { scheme.isFused }
  var fusesMultiplyAdd: Bool { scheme.isFused }

  func add(_ a: Float, _ b: Float, _ bits: inout ElementBits) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return sum(x, y, &bits)
  }

  func multiply(_ a: Float, _ b: Float, _ bits: inout ElementBits) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return finish(x * y, &bits)
  }

  func divide(_ a: Float, _ b: Float, _ bits: inout ElementBits) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return finish(x / y, &bits)
  }

  func squareRoot(_ a: Float, _ bits: inout ElementBits) -> Float {
    finish(operand(a, &bits).squareRoot(), &bits)
  }

  func multiplyAdd(_ a: Float, _ b: Float, _ c: Float, _ bits: inout ElementBits) -> Float {
    guard scheme.isFused else { return add(multiply(a, b, &bits), c, &bits) }
    let (x, y, z) = (operand(a, &bits), operand(b, &bits), operand(c, &bits))
    return sum(x * y, z, &bits)
  }

  func round(_ value: WideValue, _ bits: inout ElementBits) -> Float {
    finish(DoubleDouble(value.high, value.low).highRoundedToOdd, &bits)
  }

  /// How many words an operation takes depends on its operands.
  var splitsSteps: Bool { false }
  func contract(_ tile: Tile<Float>, _ magnitudes: Magnitudes) { contractByElement(tile) }

  var perturbsOnlySums: Bool { scheme.cancellation != nil }

  private func operand(_ value: Float, _ bits: inout ElementBits) -> Double {
    guard let operand = scheme.operand else { return Double(value) }
    let word = bits.next()
    return value.isFinite && value != 0
      ? operand(Double(value), .binary32, word).high : Double(value)
  }

  private func sum(_ x: Double, _ y: Double, _ bits: inout ElementBits) -> Float {
    let sum = Double.sumRoundedToOdd(x, y)
    if sum == 0 { return scheme.hasNegativeZeroSums && x.sign != y.sign ? -0.0 : Float(sum) }
    guard let tolerance = scheme.cancellation else { return finish(sum, &bits) }
    let word = bits.next()
    guard sum.isFinite, let noise = Cancellation.noise(x, y, sum, tolerance, word) else {
      return Float(sum)
    }
    return Float(Double(Float(sum)) + noise)
  }

  private func finish(_ value: Double, _ bits: inout ElementBits) -> Float {
    guard value.isFinite, value != 0 else { return Float(value) }
    if scheme.probability < 1, Scheme.uniform(bits.next()) > scheme.probability {
      return Float(value)
    }
    return scheme.narrow(value, scheme.isRandom ? bits.next() : 0)
  }
}

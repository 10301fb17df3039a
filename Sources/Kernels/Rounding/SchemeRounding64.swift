internal import ArithmeticTypes

/// Operations in binary64 under a `Scheme`: the nearest result with its exact error, then the scheme.
///
/// Words are taken as half words are in `SchemeRounding32`. Perturbed operands carry 106 bits; their
/// operations are not scaled, so results near the ends of the exponent range lose their last bits.
struct SchemeRounding64: RoundingRule {
  typealias Bits = ElementBits

  static var perturbs: Bool { true }
  let scheme: Scheme
  var fusesAccumulation: Bool { scheme.isFused }
  var fusesMultiplyAdd: Bool { scheme.isFused }

  func add(_ a: Double, _ b: Double, _ bits: inout ElementBits) -> Double {
    if scheme.operand != nil {
      let (x, y) = (operand(a, &bits), operand(b, &bits))
      return finish(x + y, special: a + b, &bits)
    }
    guard let sum = WideValue.sum(a, b) else {
      bits.skip(scheme.cancellation == nil ? scheme.resultDraws : 1)
      let special = a + b
      return special == 0 && scheme.hasNegativeZeroSums && a.sign != b.sign ? -0.0 : special
    }
    guard let tolerance = scheme.cancellation else { return finish(sum, &bits) }
    let word = bits.next()
    let nearest = sum.nearest
    guard let noise = Cancellation.noise(a, b, nearest, tolerance, word) else { return nearest }
    return nearest + noise
  }

  func multiply(_ a: Double, _ b: Double, _ bits: inout ElementBits) -> Double {
    if scheme.operand != nil {
      let (x, y) = (operand(a, &bits), operand(b, &bits))
      return finish(x * y, special: a * b, &bits)
    }
    guard let product = WideValue.product(a, b) else { return unperturbed(a * b, &bits) }
    return finish(product, &bits)
  }

  func divide(_ a: Double, _ b: Double, _ bits: inout ElementBits) -> Double {
    if scheme.operand != nil {
      let (x, y) = (operand(a, &bits), operand(b, &bits))
      return finish(x / y, special: a / b, &bits)
    }
    guard let quotient = WideValue.quotient(a, b) else { return unperturbed(a / b, &bits) }
    return finish(quotient, &bits)
  }

  func squareRoot(_ a: Double, _ bits: inout ElementBits) -> Double {
    if scheme.operand != nil {
      let x = operand(a, &bits)
      // One step of Newton's from the root of the high part.
      let root = x.high.squareRoot()
      let rest = x + DoubleDouble.product(-root, root)
      let result = DoubleDouble.fastSum(root, rest.high / (2 * root))
      return finish(result, special: a.squareRoot(), &bits)
    }
    guard let root = WideValue.root(a) else { return unperturbed(a.squareRoot(), &bits) }
    return finish(root, &bits)
  }

  func multiplyAdd(_ a: Double, _ b: Double, _ c: Double, _ bits: inout ElementBits) -> Double {
    guard scheme.isFused else { return add(multiply(a, b, &bits), c, &bits) }
    if scheme.operand != nil {
      let (x, y, z) = (operand(a, &bits), operand(b, &bits), operand(c, &bits))
      return finish(x * y + z, special: c.addingProduct(a, b), &bits)
    }
    guard let value = WideValue.fused(a, b, c) else {
      let special = unperturbed(c.addingProduct(a, b), &bits)
      let isNegative = scheme.hasNegativeZeroSums && (a * b).sign != c.sign
      return special == 0 && isNegative ? -0.0 : special
    }
    return finish(value, &bits)
  }

  func round(_ value: WideValue, _ bits: inout ElementBits) -> Double { finish(value, &bits) }

  var drawsPerStep: Int { scheme.drawsPerStep }

  func contract(_ tile: Tile<Double>, _ magnitudes: Magnitudes) {
    if let contract = scheme.wideContract, contract(tile) { return }
    contractByElement(tile)
  }

  var perturbsOnlySums: Bool { scheme.cancellation != nil }

  private func operand(_ value: Double, _ bits: inout ElementBits) -> DoubleDouble {
    let word = bits.next()
    guard let operand = scheme.operand, value.isFinite, value != 0 else {
      return DoubleDouble(value)
    }
    return operand(value, .binary64, word)
  }

  /// Of perturbed operands: `special`, which is to nearest of the operands as they came, where the
  /// result is zero, infinite or not a number.
  private func finish(
    _ value: DoubleDouble, special: Double, _ bits: inout ElementBits
  ) -> Double {
    guard value.high.isFinite, value.low.isFinite, value.high != 0, special.isFinite, special != 0
    else { return unperturbed(special, &bits) }
    return finish(WideValue(value.high, value.low), &bits, unperturbed: special)
  }

  /// A result that no noise applies to; it takes its words all the same.
  private func unperturbed(_ value: Double, _ bits: inout ElementBits) -> Double {
    bits.skip(scheme.resultDraws)
    return value
  }

  private func finish(
    _ value: WideValue, _ bits: inout ElementBits, unperturbed: Double? = nil
  ) -> Double {
    let perturbs = scheme.probability >= 1 || Scheme.uniform(bits.next()) <= scheme.probability
    let word = scheme.isRandom ? bits.next() : 0
    return perturbs ? scheme.wide(value, word) : unperturbed ?? value.nearest
  }
}

internal import ArithmeticTypes

/// Operations in binary32 under a `Scheme`: done in binary64, rounded to odd, then by the scheme.
///
/// Half words are taken in the order: operands, whether to perturb (where the probability is below
/// one), rounding; every operation takes as many, whatever its operands.
struct SchemeRounding32: RoundingRule {
  typealias Bits = HalfWords

  static var perturbs: Bool { true }
  let scheme: Scheme
  var fusesAccumulation: Bool { scheme.isFused }
  var fusesMultiplyAdd: Bool { scheme.isFused }

  func add(_ a: Float, _ b: Float, _ bits: inout HalfWords) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return sum(x, y, &bits, unperturbed: a + b)
  }

  func multiply(_ a: Float, _ b: Float, _ bits: inout HalfWords) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return finish(x * y, &bits, unperturbed: a * b)
  }

  func divide(_ a: Float, _ b: Float, _ bits: inout HalfWords) -> Float {
    let (x, y) = (operand(a, &bits), operand(b, &bits))
    return finish(x / y, &bits, unperturbed: a / b)
  }

  func squareRoot(_ a: Float, _ bits: inout HalfWords) -> Float {
    finish(operand(a, &bits).squareRoot(), &bits, unperturbed: a.squareRoot())
  }

  func multiplyAdd(_ a: Float, _ b: Float, _ c: Float, _ bits: inout HalfWords) -> Float {
    guard scheme.isFused else { return add(multiply(a, b, &bits), c, &bits) }
    let (x, y, z) = (operand(a, &bits), operand(b, &bits), operand(c, &bits))
    return sum(x * y, z, &bits, unperturbed: Float.fused(c, a, b))
  }

  func round(_ value: WideValue, _ bits: inout HalfWords) -> Float {
    let odd = DoubleDouble(value.high, value.low).highRoundedToOdd
    return finish(odd, &bits, unperturbed: Float(odd))
  }

  var drawsPerStep: Int { scheme.drawsPerStep }

  func contract(_ tile: Tile<Float>, _ magnitudes: Magnitudes) {
    if let contract = scheme.contract, contract(tile, magnitudes) { return }
    contractByElement(tile)
  }

  func combine(_ run: ElementRun<Float>, _ places: Range<Int>) {
    guard let combine = scheme.combine, scheme.probability >= 1 else {
      return combineByElement(run, places)
    }
    combine(run, places, scheme.isFused) { combineByElement(run, $0) }
  }

  var perturbsOnlySums: Bool { scheme.cancellation != nil }

  private func operand(_ value: Float, _ bits: inout HalfWords) -> Double {
    guard let operand = scheme.operand else { return Double(value) }
    let word = bits.next()
    return value.isFinite && value != 0
      ? operand(Double(value), .binary32, word).high : Double(value)
  }

  private func sum(
    _ x: Double, _ y: Double, _ bits: inout HalfWords, unperturbed: @autoclosure () -> Float
  ) -> Float {
    let sum = scheme.roundsSumsToOdd ? Double.sumRoundedToOdd(x, y) : x + y
    guard let tolerance = scheme.cancellation else {
      let result = finish(sum, &bits, unperturbed: unperturbed())
      return sum == 0 && scheme.hasNegativeZeroSums && x.sign != y.sign ? -0.0 : result
    }
    let word = bits.next()
    guard sum.isFinite, let noise = Cancellation.noise(x, y, sum, tolerance, word) else {
      return Float(sum)
    }
    return Float(Double(Float(sum)) + noise)
  }

  /// - Parameter unperturbed: to nearest, of the operands as they came.
  private func finish(
    _ value: Double, _ bits: inout HalfWords, unperturbed: @autoclosure () -> Float
  ) -> Float {
    let perturbs = scheme.probability >= 1 || Scheme.uniform(bits.next()) <= scheme.probability
    let word = scheme.isRandom ? bits.next() : 0
    guard perturbs else { return unperturbed() }
    guard value.isFinite, value != 0 else { return Float(value) }
    return scheme.narrow(value, word)
  }
}

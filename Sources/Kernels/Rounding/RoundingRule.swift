/// The operations of one backend in one format: each an exact result, rounded by the backend's rule.
///
/// Kernels are generic over a rule, and every floating-point operation that they do on data is one
/// of these. `bits` gives the random words of the output element that the operation helps to make;
/// an operation takes the words that it needs, in order.
protocol RoundingRule: Sendable {
  associatedtype Real: RealNumber
  associatedtype Bits: RandomBits
  /// The type that contractions keep factors and sums of `Real` numbers in.
  associatedtype Factor: RealNumber

  /// Whether an inexact result may go elsewhere than to the nearest number.
  static var perturbs: Bool { get }
  /// Whether `accumulate` is one fused operation.
  var fusesAccumulation: Bool { get }
  /// Whether `multiplyAdd` is one fused operation.
  var fusesMultiplyAdd: Bool { get }
  /// Whether only sums are perturbed.
  var perturbsOnlySums: Bool { get }

  func add(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real
  func subtract(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real
  func multiply(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real
  func divide(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real
  func squareRoot(_ a: Real, _ bits: inout Bits) -> Real
  /// `a × b + c` as the element-wise kernel does it.
  func multiplyAdd(_ a: Real, _ b: Real, _ c: Real, _ bits: inout Bits) -> Real
  /// `sum + a × b` as contractions do it.
  func accumulate(_ sum: Real, _ a: Real, _ b: Real, _ bits: inout Bits) -> Real
  /// Adds the products of a tile, as `accumulate` does for each output.
  func contract(_ tile: Tile<Factor>, _ magnitudes: Magnitudes)
  /// Does an element-wise operation at some places, the first of them even, as the scalar functions
  /// do it.
  func combine(_ run: ElementRun<Real>, _ places: Range<Int>)
  /// Draws of random bits that `accumulate` makes.
  var drawsPerStep: Int { get }
  /// A more precise value, rounded once: conversions and elementary functions.
  func round(_ value: WideValue, _ bits: inout Bits) -> Real
}

extension RoundingRule {
  var fusesAccumulation: Bool { false }
  var fusesMultiplyAdd: Bool { false }
  var perturbsOnlySums: Bool { false }
  var drawsPerStep: Int { fusesAccumulation ? 1 : 2 }

  @inline(__always)
  func subtract(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real { add(a, -b, &bits) }

  @inline(__always)
  func accumulate(_ sum: Real, _ a: Real, _ b: Real, _ bits: inout Bits) -> Real {
    multiplyAdd(a, b, sum, &bits)
  }

  func exponential(_ a: Real, _ bits: inout Bits) -> Real {
    // e^0 is exact; infinities and NaN do not go through the rule either.
    guard a.isFinite, a != 0 else { return a == -Real.infinity ? 0 : a == 0 ? 1 : a }
    return round(Real.wideExponential(a), &bits)
  }

  func logarithm(_ a: Real, _ bits: inout Bits) -> Real {
    guard a > 0, a.isFinite, a != 1 else {
      return a == 1 ? 0 : a == 0 ? -Real.infinity : a < 0 ? Real.nan : a
    }
    return round(Real.wideLogarithm(a), &bits)
  }

  /// a + t (b − a): exact at t = 0 and t = 1, and where a = b.
  @inline(__always)
  func blend(_ a: Real, _ b: Real, _ t: Real, _ bits: inout Bits) -> Real {
    let value = accumulate(a, t, subtract(b, a, &bits), &bits)
    return t == 0 ? a : t == 1 ? b : value
  }

  /// Row of an affine matrix times a point: ((t + m₀ x) + m₁ y) + m₂ z.
  @inline(__always)
  func affine(
    _ m0: Real, _ m1: Real, _ m2: Real, _ t: Real, _ x: Real, _ y: Real, _ z: Real,
    _ bits: inout Bits
  ) -> Real {
    var sum = accumulate(t, m0, x, &bits)
    sum = accumulate(sum, m1, y, &bits)
    return accumulate(sum, m2, z, &bits)
  }
}

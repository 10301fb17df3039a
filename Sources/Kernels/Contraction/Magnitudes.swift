/// The least and the greatest magnitude of two operands: what their products and sums can reach.
///
/// Vector forms of a rule may serve only where nothing overflows or underflows.
struct Magnitudes: Sendable {
  private let least: Double
  private let greatest: Double
  private let steps: Int

  /// Of sums of `steps` products of a number in `left` and one in `right`; not looked at where the
  /// rule leaves all to the processor.
  init<Rule: RoundingRule>(_ rule: Rule, _ left: [Rule.Real], _ right: [Rule.Real], steps: Int) {
    self.steps = steps
    guard Rule.perturbs else {
      (least, greatest) = (0, .infinity)
      return
    }
    let (a, b) = (Self.range(left), Self.range(right))
    least = a.least * b.least
    greatest = a.greatest * b.greatest
  }

  /// Whether every product is zero or at least `bound`; false where an operand is not finite.
  func productsExceed(_ bound: Double) -> Bool { greatest < .infinity && least >= bound }

  /// Whether no sum leaves binary32, roundings and steps of a last place included.
  var sumsAreFinite: Bool { sumsStayBelow(0x1p120) }

  /// Whether no sum can reach `bound`.
  func sumsStayBelow(_ bound: Double) -> Bool { greatest * Double(max(1, steps)) < bound }

  /// Zeros do not count; infinities and NaN make the greatest infinite.
  ///
  /// Magnitudes are compared by their patterns, which vectors do; zero's, less one, is the greatest.
  private static func range<Real: RealNumber>(_ values: [Real]) -> (least: Double, greatest: Double)
  {
    var (least, greatest) = (Real.Pattern.max, Real.Pattern(0))
    values.withUnsafeBufferPointer { values in
      for value in values {
        let pattern = value.magnitude.bitPattern
        least = min(least, pattern &- 1)
        greatest = max(greatest, pattern)
      }
    }
    let isFinite = greatest < Real.infinity.bitPattern
    return (
      least == .max ? .infinity : Real(bitPattern: least + 1).wide,
      isFinite ? Real(bitPattern: greatest).wide : .infinity
    )
  }
}

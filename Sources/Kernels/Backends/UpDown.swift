internal import ArithmeticTypes

/// Round to nearest, then one step up or down.
struct UpDown: Backend {
  let specification: ArithmeticSpecification
  let rule32 = UpDownRounding<Float>()
  let rule64 = UpDownRounding<Double>()
  var session: Session

  static let description = BackendDescription(
    name: "up-down",
    summary: "Round to nearest, then one unit in the last place up or down (PRISM 'ud').",
    definition: """
      Every result is rounded to nearest even and then replaced by the next number above or below \
      it in the format, with probability 1/2 each, exact results too. Zeros, infinities and NaN \
      stay. The step above the greatest finite number is infinity.
      """,
    coverage: Coverage.all,
    options: [CommonOptions.multiplyAdd, CommonOptions.probability],
    isDeterministic: false
  ) { specification, session in
    guard CommonOptions.areDefaults(specification) else {
      return SchemeBackend(specification, scheme, session)
    }
    return UpDown(specification: specification, session: session)
  }

  private static let scheme = Scheme(
    narrow: { value, word in
      let nearest = Float(value)
      guard nearest != 0, nearest.isFinite else { return nearest }
      return word >> 63 == 1 ? nearest.nextUp : nearest.nextDown
    },
    wide: { value, word in
      let nearest = value.nearest
      guard nearest != 0, nearest.isFinite else { return nearest }
      return word >> 63 == 1 ? nearest.nextUp : nearest.nextDown
    })
}

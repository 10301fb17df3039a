internal import ArithmeticTypes

/// Results in a smaller format, kept in binary32 or binary64 numbers.
struct ReducedPrecision: Sendable {
  /// Bits of the exponent field.
  let exponentBits: Int
  /// Bits of the fraction field.
  let fractionBits: Int
  let isStochastic: Bool

  static let named: [(name: String, exponent: Int, mantissa: Int)] = [
    ("bfloat16", 8, 7), ("float16", 5, 10), ("tf32", 8, 10), ("fp8-e4m3", 4, 3),
    ("fp8-e5m2", 5, 2),
  ]

  static let description = BackendDescription(
    name: "reduced",
    summary:
      "Every result rounded into a smaller format: bfloat16, float16, tf32, fp8 or any other.",
    definition: """
      The exact result is rounded once into the format with the given exponent and fraction bits, \
      with IEEE 754's subnormal numbers and infinities (also for fp8-e4m3, whose OCP variant has \
      none): to nearest even, or up or down in proportion to proximity (into bfloat16, of binary32 \
      data: rounded to nearest in binary32 first, then by 16 random bits). Inputs are taken as they \
      are; only results are rounded. A format wider than that of the data changes nothing.
      """,
    coverage: Coverage.all,
    options: [
      OptionDescription(
        "format", .choices(named.map(\.name) + ["custom"]), default: .text("bfloat16"),
        "The format by name; 'custom' where exponent and mantissa say it."),
      OptionDescription(
        "exponent", .integers(2...11), default: .integer(8), "Bits of the exponent field."),
      OptionDescription(
        "mantissa", .integers(1...52), default: .integer(7), "Bits of the fraction field."),
      OptionDescription(
        "rounding", .choices(["nearest", "stochastic"]), default: .text("nearest"),
        "To nearest even, or stochastic."),
      CommonOptions.multiplyAdd,
    ],
    isDeterministic: true,
    isDeterministicWith: { $0.options["rounding"] != .text("stochastic") },
    reconcile: reconcile
  ) { specification, session in
    guard case .integer(let exponent) = specification.options["exponent"],
      case .integer(let mantissa) = specification.options["mantissa"]
    else { preconditionFailure("options are resolved before a backend is made") }
    let format = ReducedPrecision(
      exponentBits: exponent, fractionBits: mantissa,
      isStochastic: specification.options["rounding"] == .text("stochastic"))
    if format.isStochastic, exponent == 8, mantissa == 7 {
      return StochasticBfloat16(specification, format.scheme, session)
    }
    var scheme = format.scheme
    // Vectors round products and sums.
    if scheme.with(specification).isFused { scheme.contract = nil }
    return SchemeBackend(specification, scheme, session)
  }

  /// A name decides exponent and mantissa; without a name these make the format custom.
  private static func reconcile(
    _ given: ArithmeticSpecification, _ resolved: inout ArithmeticSpecification
  ) throws(ArithmeticError) {
    let sizes = ["exponent", "mantissa"].filter { given.options[$0] != nil }
    guard
      case .text(let name) = given.options["format"] ?? .text(sizes.isEmpty ? "bfloat16" : "custom")
    else { return }
    resolved.options["format"] = .text(name)
    guard let format = named.first(where: { $0.name == name }) else {
      guard sizes.count == 2 else {
        throw ArithmeticError(
          option: sizes.first,
          message: "a custom format of arithmetic 'reduced' needs both 'exponent' and 'mantissa'")
      }
      return
    }
    for (option, bits) in [("exponent", format.exponent), ("mantissa", format.mantissa)] {
      if let value = given.options[option], value != .integer(bits) {
        throw ArithmeticError(
          option: option,
          message: "'\(option): \(value)' contradicts 'format: \(name)', which has \(bits) bits; "
            + "leave one of them out")
      }
      resolved.options[option] = .integer(bits)
    }
  }

  private var scheme: Scheme {
    let narrow = limited(exponent: 8, fraction: 23)
    var scheme = Scheme(
      narrow: { Float(narrow.round(WideValue($0), $1)) }, wide: { round($0, $1) })
    scheme.isRandom = isStochastic
    guard exponentBits <= 8, fractionBits <= 23 else { return scheme }
    if isStochastic {
      let rounding = StochasticReduction(exponentBits: exponentBits, fractionBits: fractionBits)
      scheme.narrow = { Float(rounding.round($0, $1)) }
      // The odds vanish with an error's size, so one that binary64 cannot hold does not matter.
      scheme.roundsSumsToOdd = false
      let lanes = StochasticReducedLanes(rounding: rounding)
      scheme.contract = { tile, magnitudes in
        guard magnitudes.sumsAreFinite else { return false }
        WideRow.contract(tile, lanes)
        return true
      }
      scheme.combine = { run, places, isFused, other in
        run.fill(places, lanes, fusesMultiplyAdd: isFused, other)
      }
      return scheme
    }
    let greatest = 1 << (exponentBits - 1) - 1
    let lanes = ReducedLanes(
      leastExponent: 1 - greatest, greatestExponent: greatest, fractionBits: fractionBits)
    scheme.combine = { run, places, isFused, other in
      run.fill(places, lanes, fusesMultiplyAdd: isFused, other)
    }
    let (isWide, fraction) = (exponentBits == 8, fractionBits)
    scheme.contract = { tile, magnitudes in
      guard magnitudes.sumsAreFinite else { return false }
      if isWide, magnitudes.productsExceed(0x1p-90), magnitudes.sumsStayBelow(0x1p100) {
        if fraction == 7 {
          HardwareTile<ReducedStep<SevenBits>>.contract(tile)
          return true
        }
        if fraction == 10 {
          HardwareTile<ReducedStep<TenBits>>.contract(tile)
          return true
        }
      }
      WideRow.contract(tile, lanes)
      return true
    }
    return scheme
  }

  private func limited(exponent: Int, fraction: Int) -> ReducedPrecision {
    ReducedPrecision(
      exponentBits: min(exponentBits, exponent), fractionBits: min(fractionBits, fraction),
      isStochastic: isStochastic)
  }

  /// The value in the format: an integer number of units of its last place.
  private func round(_ value: WideValue, _ word: UInt64) -> Double {
    let greatest = 1 << (exponentBits - 1) - 1
    let exponent = DoubleDouble(value.high, value.low).exponentOfSum + value.exponent
    let unit = max(exponent, 1 - greatest) - fractionBits
    let units = value.high.scaled(by: value.exponent - unit).magnitude
    let rest = (value.high < 0 ? -value.low : value.low).scaled(by: value.exponent - unit)
    var rounded: Double
    if isStochastic {
      var floor = units.rounded(.down)
      var fraction = (units - floor) + rest
      if fraction < 0 { (floor, fraction) = (floor - 1, fraction + 1) }
      rounded = Scheme.uniform(word) < fraction ? floor + 1 : floor
    } else {
      rounded = units.rounded(.toNearestOrEven)
      // The rest decides what would be a tie.
      if (units - rounded).magnitude == 0.5, rest != 0 {
        rounded = units + (rest < 0 ? -0.5 : 0.5)
      }
    }
    let result = rounded.scaled(by: unit)
    let magnitude = result < Double.power(of: greatest) * 2 ? result : .infinity
    return value.high < 0 ? -magnitude : magnitude
  }
}

extension DoubleDouble {
  /// The exponent of high + low, which is one less than high's just below a power of two.
  fileprivate var exponentOfSum: Int {
    let isBelow = low != 0 && (low < 0) != (high < 0) && high.significandBitPattern == 0
    return Int(high.exponent) - (isBelow ? 1 : 0)
  }
}

internal import ArithmeticTypes

/// Each inexact result goes to one of its two neighbours, the nearer the likelier.
struct StochasticRounding: Backend {
  let specification: ArithmeticSpecification
  let rule32 = StochasticRounding32()
  let rule64 = StochasticRounding64()
  var session: Session

  static let description = BackendDescription(
    name: "stochastic-rounding",
    summary: "Each inexact result goes up or down in proportion to proximity (Verrou 'nearness').",
    definition: """
      An exact result x that the format holds stays. Any other goes to its neighbour above, U, with \
      probability (x - D) / (U - D), and to its neighbour below, D, otherwise, independently for \
      each operation: the expected value is x. Probabilities are right to 2^-29. Beyond the greatest finite number the neighbours are those of an unbounded \
      exponent, and the upper one is infinity.
      """,
    coverage: Coverage.all,
    options: [CommonOptions.multiplyAdd, CommonOptions.probability],
    isDeterministic: false
  ) { specification, session in
    guard CommonOptions.areDefaults(specification) else {
      if specification.options[CommonOptions.probability.name] == .number(1) {
        return FusedStochasticRounding(specification, session)
      }
      let scheme = Scheme(StochasticRounding32(), StochasticRounding64())
      return SchemeBackend(specification, scheme, session)
    }
    return StochasticRounding(specification: specification, session: session)
  }
}

struct StochasticRounding32: WideRounding {
  typealias Bits = HalfWords

  func combine(_ run: ElementRun<Float>, _ places: Range<Int>) {
    combineByElement(run, run.fillStochastically(places, fusesMultiplyAdd: false))
  }

  func contract(_ tile: Tile<Double>, _ magnitudes: Magnitudes) {
    if magnitudes.productsExceed(0x1p-126), magnitudes.sumsAreFinite {
      WideRow.contract(tile, StochasticLanes())
    } else {
      WideRow.contract(tile, CarefulStochasticLanes())
    }
  }

  static var noticesEveryError: Bool { false }

  @inline(__always)
  func round(_ value: Double, _ word: UInt64) -> Float {
    Self.truncate(value, adding: word >> 35)
  }
}

struct StochasticRounding64: ErrorRounding {
  typealias Bits = HalfWords

  /// A share (k + ½) 2⁻²⁹ of the gap is added away from zero, and what falls short of a number is cut
  /// off: the half keeps the odds unbiased, and leaves exact results where they are.
  @inline(__always)
  func moves(_ nearest: Double, error: Double, gap: Double, _ word: UInt64) -> Bool {
    let share = (Double(word >> 35) + 0.5) * 0x1p-29 * gap.magnitude
    let isAway = (gap < 0) == (nearest < 0)
    return isAway ? error.magnitude + share >= gap.magnitude : error.magnitude > share
  }

  func contract(_ tile: Tile<Double>, _ magnitudes: Magnitudes) {
    if magnitudes.productsExceed(0x1p-700), magnitudes.sumsStayBelow(0x1p900) {
      WideRow.contract(tile, StochasticWideLanes())
    } else {
      contractByElement(tile)
    }
  }
}

/// The same with one rounding for a multiply-add.
private struct FusedStochasticRounding: Backend {
  let specification: ArithmeticSpecification
  let rule32 = FusedStochasticRounding32()
  let rule64: SchemeRounding64
  var session: Session

  init(_ specification: ArithmeticSpecification, _ session: Session) {
    self.specification = specification
    self.session = session
    rule64 = SchemeRounding64(
      scheme: Scheme(StochasticRounding32(), StochasticRounding64()).with(specification))
  }
}

struct FusedStochasticRounding32: WideRounding {
  typealias Bits = HalfWords

  func combine(_ run: ElementRun<Float>, _ places: Range<Int>) {
    combineByElement(run, run.fillStochastically(places, fusesMultiplyAdd: true))
  }

  static var noticesEveryError: Bool { false }
  var fusesAccumulation: Bool { true }
  var fusesMultiplyAdd: Bool { true }

  @inline(__always)
  func multiplyAdd(_ a: Float, _ b: Float, _ c: Float, _ bits: inout HalfWords) -> Float {
    round(Double(a) * Double(b) + Double(c), bits.next())
  }

  @inline(__always)
  func round(_ value: Double, _ word: UInt64) -> Float {
    Self.truncate(value, adding: word >> 35)
  }

  func contract(_ tile: Tile<Double>, _ magnitudes: Magnitudes) {
    // A sum that cancels to less than the least normal number is exact only where its terms are.
    if magnitudes.productsExceed(0x1p-60), magnitudes.sumsAreFinite {
      FusedStochasticRow.contract(tile)
    } else {
      contractByElement(tile)
    }
  }
}

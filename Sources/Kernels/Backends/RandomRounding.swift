internal import ArithmeticTypes
internal import CIntrinsics

/// Each inexact result goes to one of its two neighbours with probability ½.
struct RandomRounding: Backend {
  let specification: ArithmeticSpecification
  let rule32 = RandomRounding32()
  let rule64 = RandomRounding64()
  var session: Session

  static let description = BackendDescription(
    name: "random-rounding",
    summary: "Each inexact result goes up or down with probability 1/2 (Verrou 'random').",
    definition: """
      An exact result that the format holds stays. Any other goes to the nearest number above or \
      below it in the format, with probability 1/2 each, independently for each operation. Beyond \
      the greatest finite number the neighbours are those of an unbounded exponent, and the upper \
      one is infinity.
      """,
    coverage: Coverage.all,
    options: [CommonOptions.multiplyAdd, CommonOptions.probability],
    isDeterministic: false
  ) { specification, session in
    guard CommonOptions.areDefaults(specification) else {
      let scheme = Scheme(RandomRounding32(), RandomRounding64())
      return SchemeBackend(specification, scheme, session)
    }
    return RandomRounding(specification: specification, session: session)
  }
}

struct RandomRounding32: WideRounding {
  typealias Bits = SingleBits

  func combine(_ run: ElementRun<Float>, _ places: Range<Int>) {
    run.fill(places, EitherWayLanes.self) { combineByElement(run, $0) }
  }

  func contract(_ tile: Tile<Float>, _ magnitudes: Magnitudes) {
    guard magnitudes.sumsAreFinite else { return contractByElement(tile) }
    if lastbit_has_vector_rounding() {
      EitherWayRow<EitherWayLanes>.contract(tile)
    } else {
      let before = lastbit_set_direction(LASTBIT_UPWARD)
      defer { lastbit_restore_direction(before) }
      EitherWayRow<SignChangingLanes>.contract(tile)
    }
  }

  static var noticesEveryError: Bool { true }

  @inline(__always)
  func round(_ value: Double, _ word: UInt64) -> Float {
    Self.truncate(
      value, adding: UInt64(bitPattern: Int64(bitPattern: word ^ value.bitPattern) >> 63) >> 35)
  }
}

struct RandomRounding64: ErrorRounding {
  typealias Bits = SingleBits

  @inline(__always)
  func moves(_ nearest: Double, error: Double, gap: Double, _ word: UInt64) -> Bool {
    word >> 63 == 1
  }
}

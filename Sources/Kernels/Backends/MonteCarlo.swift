internal import ArithmeticTypes

/// Monte Carlo arithmetic (Parker 1997): noise at a virtual precision.
enum MonteCarlo {
  static let description = BackendDescription(
    name: "mca",
    summary: "Monte Carlo arithmetic at a virtual precision (Verificarlo 'mca').",
    definition: """
      inexact(v) = v + 2^(e - t + 1) u, with e the exponent of v, t the precision and u uniform in \
      (-1/2, 1/2); zeros, infinities and NaN stay. Mode 'rr' rounds inexact(x) to nearest, x being \
      the exact result, and leaves x alone where t bits hold it; 'pb' makes every operand inexact \
      and rounds the result to nearest; 'full' does both.
      """,
    coverage: Coverage.all + " Operands of conversions and elementary functions stay.",
    options: [
      OptionDescription(
        "mode", .choices(["rr", "pb", "full"]), default: .text("rr"),
        "Noise on results (random rounding), on operands (precision bounding), or on both."),
      OptionDescription(
        "precision", .integers(2...53), default: .integer(53),
        "Significant bits t; binary32 operations have 24 at most."),
      CommonOptions.multiplyAdd, CommonOptions.probability,
    ],
    isDeterministic: false
  ) { SchemeBackend($0, scheme($0), $1) }

  private static func scheme(_ specification: ArithmeticSpecification) -> Scheme {
    guard case .integer(let precision) = specification.options["precision"] else {
      preconditionFailure("options are resolved before a backend is made")
    }
    let mode = specification.options["mode"]
    let perturbsResults = mode != .text("pb")
    let narrowPrecision = min(precision, 24)
    var scheme = Scheme(
      narrow: { value, word in
        guard perturbsResults, !isHeld(value, narrowPrecision) else { return Float(value) }
        let noise = narrowNoise(value, narrowPrecision, word)
        // The noise of the last place reaches one bit beyond binary64: rounded to odd there.
        return Float(narrowPrecision == 24 ? .sumRoundedToOdd(value, noise) : value + noise)
      },
      wide: { value, word in
        guard perturbsResults, value.low != 0 || !isHeld(value.high, precision) else {
          return value.nearest
        }
        let noise = noise(value.floorMagnitude, precision, word)
        let sum = DoubleDouble.sum(value.high, value.low + noise)
        return WideValue(sum.high, sum.low, exponent: value.exponent).nearest
      })
    if mode != .text("rr") {
      scheme.operand = { value, format, word in
        format == .binary32
          ? DoubleDouble(value + narrowNoise(value, narrowPrecision, word))
          : .sum(value, noise(value, precision, word))
      }
    }
    scheme.isRandom = perturbsResults
    // As the peers do, which compute in binary64 first.
    scheme.roundsSumsToOdd = false
    let lanes = UInt64(narrowPrecision)
    guard !scheme.with(specification).isFused, scheme.with(specification).probability == 1 else {
      return scheme
    }
    scheme.contract = { tile, magnitudes in
      guard magnitudes.sumsAreFinite else { return false }
      // Sums of perturbed terms can cancel to 2⁻⁵³ of a product.
      let isLastPlace =
        lanes == 24 && magnitudes.productsExceed(mode == .text("rr") ? 0x1p-125 : 0x1p-60)
      switch mode {
      case .text("rr"):
        contract(tile, RandomRoundingMode.self, precision: lanes, isLastPlace: isLastPlace)
      case .text("pb"):
        contract(tile, PrecisionBoundingMode.self, precision: lanes, isLastPlace: isLastPlace)
      default: contract(tile, FullMode.self, precision: lanes, isLastPlace: isLastPlace)
      }
      return true
    }
    return scheme
  }

  private static func contract<Mode: MonteCarloMode>(
    _ tile: Tile<Float>, _ mode: Mode.Type, precision: UInt64, isLastPlace: Bool
  ) {
    if isLastPlace {
      WideRow.contract(tile, LastPlaceLanes<Mode>())
    } else {
      WideRow.contract(tile, MonteCarloLanes<Mode>(precision: precision))
    }
  }

  /// 2^(e − t + 1) u.
  private static func noise(_ value: Double, _ precision: Int, _ word: UInt64) -> Double {
    (Scheme.uniform(word) - 0.5).scaled(by: Int(value.exponent) - precision + 1)
  }

  /// The same of binary32's draws, with the sign of the value.
  private static func narrowNoise(_ value: Double, _ precision: Int, _ word: UInt64) -> Double {
    let u = Scheme.uniformOfHalf(word) - 0.5
    return (value < 0 ? -u : u).scaled(by: Int(value.exponent) - precision + 1)
  }

  /// Whether `precision` bits hold the value.
  private static func isHeld(_ value: Double, _ precision: Int) -> Bool {
    value.significandWidth < precision
  }
}

extension WideValue {
  /// `high`, or its neighbour towards zero where the value lies below it: has the value's exponent.
  fileprivate var floorMagnitude: Double {
    low != 0 && (low < 0) != (high < 0) ? Double(bitPattern: high.bitPattern - 1) : high
  }
}

import Arithmetic
import Testing

/// A backend with its options whose element-wise results the oracle can predict.
struct JudgedBackend: Equatable, Sendable, CustomTestStringConvertible {
  let specification: ArithmeticSpecification
  let rounding: ReferenceRounding
  /// Whether a × b + c is rounded once.
  var isFused: Bool { specification.options["multiply-add"] == .text("fused") }
  var label: String { specification.label }
  var testDescription: String { label }

  init(_ name: String, _ rounding: ReferenceRounding) { self.init(name, [:], rounding) }

  init(_ name: String, _ options: [String: ArithmeticOption], _ rounding: ReferenceRounding) {
    specification = ArithmeticSpecification(name: name, options: options)
    self.rounding = rounding
  }

  static let ieee = JudgedBackend("ieee", .nearest)
  static let openblas = JudgedBackend("openblas", .nearest)
  static let float64 = JudgedBackend("float64", .nearest)
  static let randomRounding = JudgedBackend("random-rounding", .random)
  static let stochasticRounding = JudgedBackend("stochastic-rounding", .stochastic)
  static let upDown = JudgedBackend("up-down", .upDown)

  static let nearest = [ieee, openblas, float64]
  static let random = [randomRounding, stochasticRounding]
  static let directed = [
    JudgedBackend("upward", .upward), JudgedBackend("downward", .downward),
    JudgedBackend("toward-zero", .towardZero),
  ]
  /// With options that are not the defaults.
  static let optional: [JudgedBackend] = {
    let fused: [String: ArithmeticOption] = ["multiply-add": .text("fused")]
    let seldom: [String: ArithmeticOption] = ["probability": .number(0.3)]
    return [
      JudgedBackend("random-rounding", fused, .random),
      JudgedBackend("stochastic-rounding", fused, .stochastic),
      JudgedBackend("up-down", fused, .upDown), JudgedBackend("upward", fused, .upward),
      JudgedBackend("random-rounding", seldom, .sometimes(0.3, .random)),
      JudgedBackend("stochastic-rounding", seldom, .sometimes(0.3, .stochastic)),
      JudgedBackend("up-down", seldom, .sometimes(0.3, .upDown)),
    ]
  }()
  static let reduced: [JudgedBackend] = {
    let formats = [
      ("bfloat16", 8, 7), ("float16", 5, 10), ("tf32", 8, 10), ("fp8-e4m3", 4, 3),
      ("fp8-e5m2", 5, 2),
    ]
    return formats.flatMap { name, exponent, fraction in
      [false, true].map { isStochastic in
        JudgedBackend(
          "reduced",
          ["format": .text(name), "rounding": .text(isStochastic ? "stochastic" : "nearest")],
          .reduced(
            BinaryFormat(exponentBits: exponent, fractionBits: fraction),
            isStochastic: isStochastic))
      }
    } + [
      JudgedBackend(
        "reduced",
        ["exponent": .integer(10), "mantissa": .integer(40), "rounding": .text("stochastic")],
        .reduced(BinaryFormat(exponentBits: 10, fractionBits: 40), isStochastic: true)),
      JudgedBackend(
        "reduced",
        [
          "format": .text("bfloat16"), "rounding": .text("stochastic"),
          "multiply-add": .text("fused"),
        ],
        .reduced(BinaryFormat(exponentBits: 8, fractionBits: 7), isStochastic: true)),
    ]
      + [("bfloat16", 8, 7), ("float16", 5, 10)].map { name, exponent, fraction in
        JudgedBackend(
          "reduced", ["format": .text(name), "multiply-add": .text("fused")],
          .reduced(
            BinaryFormat(exponentBits: exponent, fractionBits: fraction), isStochastic: false))
      }
  }()

  /// Monte Carlo arithmetic with noise on results, on operands, or on both.
  static func monteCarlo(_ mode: String, _ precision: Int) -> JudgedBackend {
    JudgedBackend(
      "mca", ["mode": .text(mode), "precision": .integer(precision)],
      .monteCarlo(precision: precision, operands: mode != "rr", results: mode != "pb"))
  }

  /// Those whose results are few for any operands at all.
  static let discrete: [JudgedBackend] =
    random + directed + [upDown] + optional + reduced + [monteCarlo("rr", 53)]
  /// Those that leave results alone which the data's format holds.
  static let exact: [JudgedBackend] =
    nearest + random + directed + optional.filter { $0.specification.name != "up-down" }

  /// Whether operands decide the result.
  var isCertain: Bool {
    switch rounding {
    case .nearest, .upward, .downward, .towardZero, .reduced(_, isStochastic: false): true
    default: false
    }
  }

  /// Draws that judge one cell: the specification's number for the two plain roundings, fewer for
  /// their many variants, of which all cells together are judged.
  var draws: Int { isCertain ? 100 : Self.random.contains(self) ? 20_000 : 4000 }

  /// The smaller format that results of data in `format` are rounded into, if there is one.
  func format(_ format: RealFormat) -> BinaryFormat? {
    guard case .reduced(let small, _) = rounding else { return nil }
    let limited = small.limited(to: BinaryFormat(format))
    return limited == BinaryFormat(format) ? nil : limited
  }

  func make(seed: UInt64, level: InstructionLevel = Arithmetics.cpu) throws -> any Arithmetic {
    try Arithmetics.make(specification, seed: seed, threads: 1, level: level)
  }
}

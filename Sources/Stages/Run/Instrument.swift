import Arithmetic
import PipelineKit
import Processes

/// What computes in an arithmetic outside lastbit's kernels.
///
/// Verrou replaces the floating-point instructions of any program (`--rounding-mode`, `--vr-seed`);
/// fuzzy libm is a libm built by Verificarlo that is loaded first, and perturbs what its functions give;
/// programs built by Verificarlo read `VFC_BACKENDS`, as that libm does.
enum Instrument: String, CaseIterable, Sendable {
  case verrou
  case fuzzyLibm = "fuzzy-libm"
  case verificarlo

  /// What stands in front of a command, and what comes into its environment.
  struct Application: Equatable {
    var prefix: [String] = []
    var environment: [String: String] = [:]
  }

  /// How a command is run in an arithmetic.
  ///
  /// - Parameters:
  ///   - specification: as the manifest chose it.
  ///   - seed: of the job's rounding; 0 where nothing is random.
  /// - Throws: `StageError` where the instrument has no such arithmetic.
  func application(
    of specification: ArithmeticSpecification, seed: UInt64
  ) throws(StageError) -> Application {
    switch self {
    case .verrou: try verrou(specification, seed)
    case .fuzzyLibm, .verificarlo:
      Application(environment: try backends(specification, seed))
    }
  }

  /// Rounding modes as Verrou's manual lists them.
  private static let modes = [
    "ieee": "nearest", "random-rounding": "random", "stochastic-rounding": "average",
    "upward": "upward", "downward": "downward", "toward-zero": "toward_zero",
  ]

  /// Options of lastbit's own that say what Verrou does anyway.
  private static let defaults: [String: ArithmeticOption] = [
    "probability": .number(1), "multiply-add": .text("separate"),
  ]

  private func verrou(
    _ specification: ArithmeticSpecification, _ seed: UInt64
  ) throws(StageError) -> Application {
    guard let mode = Self.modes[specification.name],
      specification.options.allSatisfy({ Self.defaults[$0] == $1 })
    else {
      throw StageError(
        "Verrou has no arithmetic '\(specification.label)'; it has "
          + Self.modes.keys.sorted().joined(separator: ", ") + ", without options")
    }
    // Seeds of valgrind's options are numbers of 32 bits.
    return Application(prefix: [
      "valgrind", "--quiet", "--tool=verrou", "--trace-children=yes", "--rounding-mode=\(mode)",
      "--vr-seed=\(seed & 0x7fff_ffff)",
    ])
  }

  private func backends(
    _ specification: ArithmeticSpecification, _ seed: UInt64
  ) throws(StageError) -> [String: String] {
    var words: [String]
    switch specification.name {
    case "ieee": return ["VFC_BACKENDS": "libinterflop_ieee.so"]
    case "mca":
      let mode = specification.options["mode"]?.text ?? "rr"
      let precision = specification.options["precision"]?.integer ?? 24
      words = [
        "libinterflop_mca.so", "--mode=\(mode == "full" ? "mca" : mode)",
        "--precision-binary32=\(precision)", "--precision-binary64=\(max(53, precision))",
      ]
    // Random rounding in the sense of Monte Carlo arithmetic, at the formats' own precision.
    case "stochastic-rounding":
      words = [
        "libinterflop_mca.so", "--mode=rr", "--precision-binary32=24", "--precision-binary64=53",
      ]
    default:
      throw StageError(
        "\(rawValue) has no arithmetic '\(specification.label)'; it has ieee, mca and "
          + "stochastic-rounding")
    }
    words.append("--seed=\(seed & 0x7fff_ffff)")
    var environment = ["VFC_BACKENDS": words.joined(separator: " ")]
    if self == .fuzzyLibm, let library = Self.library { environment["LD_PRELOAD"] = library }
    return environment
  }

  /// The libm that is loaded first: `$LASTBIT_FUZZY_LIBM`, or where images of fuzzy have it.
  private static var library: String? {
    let places = [ProgramSearch.variable("LASTBIT_FUZZY_LIBM"), "/usr/local/lib/libmath.so"]
    return places.compactMap { $0 }.first { !$0.isEmpty && isFile($0) }
  }

  private static func isFile(_ path: String) -> Bool {
    (try? ProgramSearch.digest(of: path)) != nil
  }

  /// Which version it is, for keys.
  ///
  /// - Throws: `StageError` where it is not on this machine.
  func identity() throws -> String {
    switch self {
    case .verrou:
      guard let valgrind = ProgramSearch.path(of: "valgrind") else {
        throw StageError(
          "there is no valgrind in the folders of PATH; install Verrou, which is valgrind with one more "
            + "tool, or leave 'instrument' out")
      }
      let tool =
        ["/usr/libexec/valgrind", "/usr/lib/valgrind"]
        + [valgrind.replacing("/bin/valgrind", with: "/libexec/valgrind")]
      guard
        let path = tool.map({ "\($0)/verrou-amd64-linux" }).first(where: Self.isFile)
      else {
        throw StageError(
          "the valgrind at \(valgrind) has no tool verrou; install Verrou, or leave 'instrument' out"
        )
      }
      return "verrou \(try ProgramSearch.digest(of: path))"
    case .fuzzyLibm:
      guard let library = Self.library else {
        throw StageError(
          "there is no fuzzy libm: set LASTBIT_FUZZY_LIBM to the path of its libmath.so")
      }
      return "fuzzy libm \(try ProgramSearch.digest(of: library))"
    // The program itself is built with it.
    case .verificarlo: return "verificarlo"
    }
  }
}

extension ArithmeticOption {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
  fileprivate var integer: Int? { if case .integer(let value) = self { value } else { nil } }
}

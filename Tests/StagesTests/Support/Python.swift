import Support
import Testing

/// Numbers computed by NumPy, SciPy and significantdigits; tests that need them skip where there is
/// no Python for tests.
enum Python {
  static var isAvailable: Bool { Repository.python != nil }

  /// The numbers that `script` prints, separated by white space.
  static func numbers(_ script: String) throws -> [Double] {
    let quiet = "import warnings; warnings.simplefilter('ignore')\n"
    return try Repository.run(python: quiet + script, [])
      .split(whereSeparator: \.isWhitespace).map { try #require(Double($0)) }
  }

  /// A NumPy array of rows, written so that every bit survives.
  static func array(_ rows: [[Double]]) -> String {
    let lines = rows.map { row in "[" + row.map(literal).joined(separator: ",") + "]" }
    return "np.array([" + lines.joined(separator: ",") + "])"
  }

  static func array(_ row: [Double]) -> String {
    "np.array([" + row.map(literal).joined(separator: ",") + "])"
  }

  private static func literal(_ number: Double) -> String {
    if number.isNaN { return "np.nan" }
    if number.isInfinite { return number > 0 ? "np.inf" : "-np.inf" }
    return "\(number)"
  }
}

/// Whether `a` and `b` agree within `tolerance`; NaN agrees with NaN, infinities with themselves.
func agree(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
  a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance
}

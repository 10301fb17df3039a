/// Numbers computed by NumPy, SciPy and significantdigits; tests that need them skip where there is
/// no Python for tests.
public enum Python {
  public static var isAvailable: Bool { Repository.python != nil }

  /// Whether Python for tests is there and has some modules.
  public static func has(_ modules: String...) -> Bool {
    isAvailable
      && modules.allSatisfy { module in
        (try? Repository.run(
          python: "import importlib.util as u; assert u.find_spec('\(module)')", [])) != nil
      }
  }

  /// The numbers that `script` prints, separated by white space.
  public static func numbers(_ script: String) throws -> [Double] {
    let quiet = "import warnings; warnings.simplefilter('ignore')\n"
    return try Repository.run(python: quiet + script, [])
      .split(whereSeparator: \.isWhitespace).map { word in
        guard let number = Double(word) else { throw NoNumber(word: String(word)) }
        return number
      }
  }

  /// A NumPy array of rows, written so that every bit survives.
  public static func array(_ rows: [[Double]]) -> String {
    let lines = rows.map { row in "[" + row.map(literal).joined(separator: ",") + "]" }
    return "np.array([" + lines.joined(separator: ",") + "])"
  }

  public static func array(_ row: [Double]) -> String {
    "np.array([" + row.map(literal).joined(separator: ",") + "])"
  }

  /// What was printed where a number was expected.
  private struct NoNumber: Error { let word: String }

  private static func literal(_ number: Double) -> String {
    if number.isNaN { return "np.nan" }
    if number.isInfinite { return number > 0 ? "np.inf" : "-np.inf" }
    return "\(number)"
  }
}

/// Whether `a` and `b` agree within `tolerance`; NaN agrees with NaN, infinities with themselves.
public func agree(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
  a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance
}

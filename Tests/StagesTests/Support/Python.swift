import Foundation
import Testing

/// The Python that comparisons run in: named by LASTBIT_TEST_PYTHON, with NumPy, SciPy and
/// significantdigits. Tests that need it skip where the variable is not set.
enum Python {
  static let path = ProcessInfo.processInfo.environment["LASTBIT_TEST_PYTHON"]

  static var isAvailable: Bool { path != nil }

  /// The numbers that `script` prints, separated by white space.
  static func numbers(_ script: String) throws -> [Double] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = ["-W", "ignore", "-c", script]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .map { try #require(Double($0)) }
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

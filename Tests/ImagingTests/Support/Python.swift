import Foundation

/// The Python that has nibabel, where the tests' environment names one.
enum Python {
  static var path: String? { ProcessInfo.processInfo.environment["LASTBIT_TEST_PYTHON"] }

  /// Runs `script` and returns what it printed.
  static func run(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/nonexistent")
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Failure: Error { var status: Int32 }
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Reference files that are not part of the project, where they are present.
enum Shared {
  static func path(_ name: String) -> String? {
    let root =
      ProcessInfo.processInfo.environment["LASTBIT_SHARED"]
      ?? URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("shared").path
    let path = "\(root)/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

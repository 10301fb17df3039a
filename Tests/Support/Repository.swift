import Foundation

/// Where the tests find what is not built.
public enum Repository {
  /// The folder of Package.swift.
  public static let root: String = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }()

  /// The Python of the tests' virtual environment, where it was set up (`make test` does).
  public static let python: String? = {
    let candidates = [
      ProcessInfo.processInfo.environment["LASTBIT_TEST_PYTHON"], "\(root)/.venv/bin/python",
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The Python of the benchmarks' virtual environment, where it has PyTorch.
  public static let pythonWithTorch: String? = {
    let folder = "\(root)/.venv-benchmarks"
    let libraries = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/lib")) ?? []
    let hasTorch = libraries.contains {
      FileManager.default.fileExists(atPath: "\(folder)/lib/\($0)/site-packages/torch")
    }
    return hasTorch ? "\(folder)/bin/python" : nil
  }()

  /// A file of the demo's data, where it was set up (`make demo` and `make test` do).
  public static func data(_ name: String) -> String? {
    let path = "\(root)/data/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Standard output of a Python program.
  ///
  /// - Parameter python: the interpreter; the tests' own where `nil`.
  /// - Throws: where Python fails, with what it printed.
  public static func run(
    python program: String, _ arguments: [String], with python: String? = Self.python
  ) throws -> String {
    guard let python else { throw PythonFailure(description: "there is no test Python") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", program] + arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let messages = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PythonFailure(description: String(decoding: messages, as: UTF8.self))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What Python printed before it failed.
  public struct PythonFailure: Error, CustomStringConvertible {
    public var description: String
  }
}

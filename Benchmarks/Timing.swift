import Foundation
import Support

/// Wall-clock times of processes.
enum Timing {
  /// The least of several runs, in milliseconds: what the work takes when nothing else disturbs it.
  static func least(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<runs { least = min(least, try once(body)) }
    return least
  }

  /// One run, in milliseconds.
  static func once(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }

  /// Runs a program to its end, output thrown away.
  ///
  /// - Throws: where it cannot be started or fails.
  static func run(_ program: String, _ arguments: [String], in folder: String = "/tmp") throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("\(program) ended with status \(process.terminationStatus)")
    }
  }
}

/// A measurement that could not be made.
struct BenchmarkError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

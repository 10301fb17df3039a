import Foundation
import Support

/// The same work done by Python packages, by scripts in Benchmarks/Peers.
enum PeerProgram {
  /// What a script prints as times, in milliseconds: one for each layout of memory that it tries.
  ///
  /// - Throws: `SkippedBenchmark` where the package is not there.
  static func milliseconds(_ script: String, _ arguments: [String]) throws -> [Double] {
    let environment = ProcessInfo.processInfo.environment
    let python =
      environment["LASTBIT_BENCHMARK_PYTHON"] ?? "\(Repository.root)/.venv-benchmarks/bin/python"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["\(Repository.root)/Benchmarks/Peers/\(script).py"] + arguments
    // Threads that wait in loops would count as work.
    process.environment = environment.merging(["OMP_WAIT_POLICY": "passive"]) { $1 }
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    do { try process.run() } catch {
      throw SkippedBenchmark("no Python for it; scripts/setup-benchmarks.sh sets it up")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let times = text.split(separator: "\n").compactMap {
      Double($0.split(separator: " ").last ?? "")
    }
    guard process.terminationStatus == 0, !times.isEmpty else {
      throw SkippedBenchmark("\(script).py does not run; scripts/setup-benchmarks.sh sets it up")
    }
    return times
  }
}

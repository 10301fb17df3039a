// Children, their pipes and process groups without races: swift-subprocess.
internal import Subprocess
internal import SystemPackage

/// A program that runs as a child of this process, in a process group of its own: a Ctrl-C at the
/// terminal reaches this process, which ends the child in order.
public struct ChildProcess: Sendable {
  /// How it ended.
  public enum Ending: Sendable, Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// A path.
  public var program: String
  public var arguments: [String]
  /// Seconds between the request to end (SIGTERM) and the end by force (SIGKILL), for the whole group.
  public var grace: Double

  public init(_ program: String, _ arguments: [String], grace: Double = 10) {
    self.program = program
    self.arguments = arguments
    self.grace = grace
  }

  /// Runs the program to its end.
  ///
  /// Its standard input holds `input` and stays open as long as this process lives: a child that reads
  /// to the end of it learns that nobody waits for it any more.
  ///
  /// - Parameters:
  ///   - output: called with each line of standard output.
  ///   - errors: called with each line of standard error.
  /// - Throws: `CancellationError` once the task is cancelled and the child is gone; the system's
  ///   error where it cannot be started.
  public func run(
    input: String, output: @escaping @Sendable (String) -> Void,
    errors: @escaping @Sendable (String) -> Void
  ) async throws -> Ending {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(grace))
    ]
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options,
      input: .inputWriter, output: .sequence, error: .sequence
    ) { execution in
      // A child that does not read its input is no error.
      _ = try? await execution.standardInputWriter.write(input)
      async let rest: Void = Self.read(execution.standardError, errors)
      try await Self.read(execution.standardOutput, output)
      try await rest
      try? await execution.standardInputWriter.finish()
    }
    try Task.checkCancellation()
    return switch result.terminationStatus {
    case .exited(let code): .exited(code)
    case .signaled(let signal): .killed(signal: signal)
    }
  }

  private static func read(
    _ pipe: SubprocessOutputSequence, _ take: @Sendable (String) -> Void
  ) async throws {
    for try await line in pipe.strings(bufferingPolicy: .unbounded) { take(line) }
  }
}

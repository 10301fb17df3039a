import PipelineKit

/// Errors as the person at the terminal, or a program reading JSON, sees them.
enum Failure {
  /// Prints `error` and says how the process ends.
  static func report(_ error: any Error, asJSON json: Bool) -> ExitStatus {
    let diagnostics: [Diagnostic]
    let status: ExitStatus
    switch error {
    case let found as Diagnostics:
      (diagnostics, status) = (found.all, .wrongCall)
    case let one as Diagnostic:
      (diagnostics, status) = ([one], .wrongCall)
    case is CancellationError:
      (diagnostics, status) = ([], .interrupted)
    default:
      (diagnostics, status) = ([Diagnostic(.error, "\(error)")], .failed)
    }
    if json {
      Terminal.printResult(json: ["diagnostics": Diagnostics(diagnostics).value])
    } else if !diagnostics.isEmpty {
      Terminal.printMessage(Diagnostics(diagnostics).rendered)
    }
    return status
  }
}

/// Something that could not be done, in a sentence for the person at the terminal.
struct RunnerError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

import ArgumentParser
import PipelineKit

/// What every subcommand is: work that returns an exit status, and one way to report its errors.
protocol LastbitCommand: AsyncParsableCommand {
  var output: OutputOptions { get }

  func perform() async throws -> ExitStatus
}

extension LastbitCommand {
  mutating func run() async throws {
    let status: ExitStatus
    do {
      status = try await perform()
    } catch {
      status = Failure.report(error, asJSON: output.json)
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

/// How results are printed.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON for programs, on standard output.")
  var json = false
}

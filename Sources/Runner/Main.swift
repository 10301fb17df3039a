import Arithmetic
import ArgumentParser
import Dispatch
import Glibc
import PipelineKit
import StandardKernels
import Synchronization

/// Parses the call, runs it and ends the process with one of the documented exit codes.
@main
enum Main {
  static func main() {
    StandardStreams.openMissing()
    // A reader that went away (`lastbit plan … | head`) must neither kill a run nor be an error; a
    // file that grows past the shell's limit is an error like a disk that is full.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    if let problem = OpenFileLimit.raise() ?? StandardKernels.handIn() {
      Terminal.printMessage("error: \(problem)")
      exit(ExitStatus.failed.rawValue)
    }
    FreedMemory.keep()
    LibraryThreads.end()
    // Not an asynchronous main: its loop opens files before anything can be looked at.
    let status = Mutex(ExitStatus.done.rawValue)
    let ended = DispatchSemaphore(value: 0)
    Task.detached {
      let code = await perform()
      status.withLock { $0 = code }
      ended.signal()
    }
    ended.wait()
    leave(status.withLock { $0 })
  }

  /// Runs the call; its exit code.
  private static func perform() async -> Int32 {
    do {
      var command = try Lastbit.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return ExitStatus.done.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return report(error)
    }
  }

  /// Ends the process; output that was lost is a failure.
  private static func leave(_ code: Int32) -> Never {
    guard let reason = Terminal.lostOutput() else { end(code) }
    Terminal.printMessage("error: cannot write to standard output: \(reason)")
    end(code == ExitStatus.done.rawValue ? ExitStatus.failed.rawValue : code)
  }

  /// Not `exit`: a job that was left behind may still compute, and what else happens at the end of a
  /// process does not wait for it.
  private static func end(_ code: Int32) -> Never { _exit(code) }

  /// What to say where the call begins with a word that is no subcommand.
  private static var unknownCommand: String? {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else {
      return nil
    }
    let commands = Lastbit.configuration.subcommands.map { $0._commandName } + ["help"]
    guard !commands.contains(word) else { return nil }
    let isManifest = word.hasSuffix(".yaml") || word.hasSuffix(".yml")
    let hint =
      isManifest
      ? "did you mean 'lastbit run \(word)'?"
      : Suggestion.hint(for: word, among: commands) ?? "'lastbit --help' lists them"
    return "error: there is no command '\(word)'; \(hint)"
  }

  /// Says how stages are named where the call names one as Snakemake's does.
  private static func withTargetsHint(_ message: String) -> String {
    let start = "error: Unexpected argument '"
    // Usage names the option, unless there are too many of them.
    guard message.hasPrefix(start),
      message.contains("[--targets <stage> ...]") || message.contains("Usage: lastbit run ["),
      let word = message.dropFirst(start.count).split(separator: "'").first, !word.hasPrefix("-"),
      let end = message.firstIndex(of: "\n")
    else { return message }
    return message[..<end] + "; stages to run are named as '--targets \(word)'" + message[end...]
  }

  /// Says to quote a selection where the shell took one apart.
  private static func withQuotesHint(_ message: String) -> String {
    guard let hint = UnquotedSelection.hint(Array(CommandLine.arguments.dropFirst(2))) else {
      return message
    }
    let end = message.firstIndex(of: "\n") ?? message.endIndex
    return message[..<end] + "; " + hint + message[end...]
  }

  /// Help and version are results and go to standard output; a wrong call is status 2.
  private static func report(_ error: any Error) -> Int32 {
    let message = withTargetsHint(Lastbit.fullMessage(for: error))
    if Lastbit.exitCode(for: error).isSuccess {
      Terminal.printResult(message)
      return ExitStatus.done.rawValue
    }
    Terminal.printMessage(unknownCommand ?? withQuotesHint(message))
    return ExitStatus.wrongCall.rawValue
  }
}

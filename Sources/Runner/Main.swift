import Arithmetic
import ArgumentParser
import Glibc
import PipelineKit

/// Parses the call, runs it and ends the process with one of the documented exit codes.
@main
enum Main {
  static func main() async {
    // A reader that went away (`lastbit plan … | head`) must neither kill a run nor be an error.
    signal(SIGPIPE, SIG_IGN)
    FreedMemory.keep()
    LibraryThreads.end()
    do {
      var command = try Lastbit.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      exit(ExitStatus.done.rawValue)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      end(after: error)
    }
  }

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
    guard message.hasPrefix(start), message.contains("[--targets <stage> ...]"),
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
  private static func end(after error: any Error) -> Never {
    let message = withTargetsHint(Lastbit.fullMessage(for: error))
    if Lastbit.exitCode(for: error).isSuccess {
      Terminal.printResult(message)
      exit(ExitStatus.done.rawValue)
    }
    Terminal.printMessage(unknownCommand ?? withQuotesHint(message))
    exit(ExitStatus.wrongCall.rawValue)
  }
}

import ArgumentParser
import Glibc

/// Parses the call, runs it and ends the process with one of the documented exit codes.
@main
enum Main {
  static func main() async {
    // A reader that went away (`lastbit plan … | head`) must neither kill a run nor be an error.
    signal(SIGPIPE, SIG_IGN)
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

  /// Help and version are results and go to standard output; a wrong call is status 2.
  private static func end(after error: any Error) -> Never {
    let message = Lastbit.fullMessage(for: error)
    if Lastbit.exitCode(for: error).isSuccess {
      Terminal.printResult(message)
      exit(ExitStatus.done.rawValue)
    }
    Terminal.printMessage(message)
    exit(ExitStatus.wrongCall.rawValue)
  }
}

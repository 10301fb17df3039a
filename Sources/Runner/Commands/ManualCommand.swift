import ArgumentParser
import PipelineKit

/// `lastbit manual`: the man page.
struct ManualCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the man page, made of the help of all commands.",
    discussion: """
      'make install' puts it where man looks for it.

      Examples:
        lastbit manual > ~/.local/share/man/man1/lastbit.1
        lastbit manual | man -l -
      """)

  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let help = try Value(json: Lastbit._dumpHelp())
    Terminal.printResult(output.json ? help.indentedJSON() : ManualPage(help).text)
    return .done
  }
}

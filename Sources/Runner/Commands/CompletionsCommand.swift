import ArgumentParser
import PipelineKit

/// `lastbit completions`: what a shell needs to complete calls of lastbit.
struct CompletionsCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the script with which a shell completes calls of lastbit.",
    discussion: """
      'make install' puts the scripts where bash, zsh and fish look for them.

      Examples:
        lastbit completions bash > ~/.local/share/bash-completion/completions/lastbit
        lastbit completions zsh > ~/.zfunc/_lastbit
        lastbit completions fish > ~/.config/fish/completions/lastbit.fish
      """)

  /// The shells that there are scripts for.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish
  }

  @Argument(help: "The shell.")
  var shell: Shell

  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let shell: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    let script = Lastbit.completionScript(for: shell)
    if output.json {
      Terminal.printResult(json: ["shell": .string(shell.rawValue), "script": .string(script)])
    } else {
      Terminal.printResult(script)
    }
    return .done
  }
}

import Foundation
import Support
import Testing

/// What a person finds without a manual: examples in every help, completions, the man page.
@Suite struct HelpTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
  }

  /// Every command with the words that call it, groups included.
  private func commands() throws -> [(words: [String], help: JSON)] {
    func all(_ command: JSON, _ words: [String]) -> [(words: [String], help: JSON)] {
      let inner = (command["subcommands"].list ?? []).filter { $0["commandName"].text != "help" }
      return [(words, command)]
        + inner.flatMap { all($0, words + [$0["commandName"].text ?? ""]) }
    }
    let outcome = try lastbit("manual", "--json")
    return all(try JSON(outcome.output)["command"], [])
  }

  @Test func everyHelpHasExamplesThatParse() throws {
    let commands = try commands()
    #expect(commands.count > 15)
    for (words, _) in commands {
      let help = try lastbit.call(words + ["--help"])
      let name = (["lastbit"] + words).joined(separator: " ")
      #expect(help.status == 0)
      let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
      let start = try #require(
        lines.firstIndex { $0.hasSuffix("Examples:") }, "'\(name)' has no examples")
      let examples = lines[(start + 1)...].map { $0.drop { $0 == " " } }
        .prefix { $0.hasPrefix("lastbit ") }
      #expect(examples.contains { $0.hasPrefix(name) }, "'\(name)'")
      for example in examples {
        // In an empty folder nothing is found, but the call itself is right.
        let call = example.dropFirst("lastbit ".count).prefix { $0 != "|" && $0 != ">" }
        let outcome = try lastbit.shell("\"$LASTBIT\" \(call)")
        #expect(
          !outcome.messages.contains("--help") && !outcome.messages.contains("Usage:"),
          "'\(example)': \(outcome.messages)")
      }
    }
  }

  @Test func completionsAreScriptsThatShellsRead() throws {
    for (shell, name) in [
      ("bash", "_lastbit"), ("zsh", "#compdef lastbit"), ("fish", "complete -c"),
    ] {
      let outcome = try lastbit("completions", shell)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains(name))
      for (words, _) in try commands() where words.count == 1 {
        #expect(outcome.output.contains(words[0]), "\(shell): \(words[0])")
      }
    }
    try folder.write("lastbit.bash", lastbit("completions", "bash").output)
    let checked = try lastbit.shell("if command -v bash > /dev/null; then bash -n lastbit.bash; fi")
    #expect(checked.status == 0, "\(checked.messages)")
    #expect(try lastbit("completions", "csh").status == 2)
  }

  @Test func theManPageHasEveryCommandAndOption() throws {
    let page = try lastbit("manual").output
    #expect(page.hasPrefix(".TH LASTBIT 1 "))
    for (words, help) in try commands() where !words.isEmpty {
      #expect(page.contains(".SS \"\((["lastbit"] + words).joined(separator: " "))\"\n"))
      for argument in help["arguments"].list ?? [] {
        for name in argument["names"].list ?? [] where name["kind"].text == "long" {
          let escaped = (name["name"].text ?? "").replacingOccurrences(of: "-", with: "\\-")
          #expect(page.contains("\\-\\-\(escaped)"), "\(words) \(escaped)")
        }
      }
    }
    // No line is taken for a macro that none is.
    let macros: Set<String> = [".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".br"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(macros.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
    try folder.write("lastbit.1", page)
    let checked = try lastbit.shell(
      "if command -v groff > /dev/null; then groff -k -ww -man -Tutf8 lastbit.1 > /dev/null; fi")
    #expect(checked.status == 0 && checked.messages.isEmpty, "\(checked.messages)")
  }
}

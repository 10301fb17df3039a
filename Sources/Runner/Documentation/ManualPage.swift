import PipelineKit

/// The man page of lastbit, in the macros of man(7), from what ArgumentParser tells of the commands.
struct ManualPage {
  private let help: Value

  /// - Parameter help: the tree that `_dumpHelp` gives.
  init(_ help: Value) { self.help = help }

  var text: String {
    let root = help["command"] ?? .null
    let commands = Self.list(root["subcommands"]).filter { Self.text($0["commandName"]) != "help" }
    var lines = [
      ".TH LASTBIT 1 \"\" \"lastbit \(Lastbit.version)\" \"User Commands\"",
      ".SH NAME", "lastbit \\- \(Self.escaped(Self.text(root["abstract"])))",
      ".SH SYNOPSIS",
    ]
    lines += commands.map { command in
      ".br\n\\fBlastbit \(Self.escaped(Self.text(command["commandName"])))\\fR "
        + Self.escaped("[options]")
    }
    lines += [".SH DESCRIPTION"] + Self.paragraphs(Self.text(root["discussion"]))
    lines.append(".SH COMMANDS")
    for command in commands { lines += Self.section(command, path: ["lastbit"]) }
    return (lines + Self.ending).joined(separator: "\n")
  }

  /// A command and those under it.
  private static func section(_ command: Value, path: [String]) -> [String] {
    let path = path + [text(command["commandName"])]
    var lines = [".SS \"\(escaped(path.joined(separator: " ")))\""]
    lines += paragraphs(text(command["abstract"])) + paragraphs(text(command["discussion"]))
    for argument in list(command["arguments"]) where argument["shouldDisplay"] != .boolean(false) {
      lines += item(argument)
    }
    for inner in list(command["subcommands"]) { lines += section(inner, path: path) }
    return lines
  }

  /// An argument, an option or a flag.
  private static func item(_ argument: Value) -> [String] {
    let names = list(argument["names"]).map { name in
      (text(name["kind"]) == "long" ? "--" : "-") + text(name["name"])
    }
    let value = "<\(text(argument["valueName"]))>"
    let title =
      switch text(argument["kind"]) {
      case "positional": value
      case "option": names.joined(separator: ", ") + " " + value
      default: names.joined(separator: ", ")
      }
    var sentences = [text(argument["abstract"])]
    let choices = list(argument["allValues"]).map { text($0) }
    if !choices.isEmpty { sentences.append("One of: \(choices.joined(separator: ", ")).") }
    let usual = text(argument["defaultValue"])
    if !usual.isEmpty { sentences.append("Default: \(usual).") }
    return [
      ".TP", "\\fB\(escaped(title))\\fR",
      escaped(sentences.filter { !$0.isEmpty }.joined(separator: " ")),
    ]
  }

  /// Paragraphs of running text; lines that are indented, such as examples, stay as they are.
  private static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isLiteral = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let literal = line.hasPrefix("  ")
      if literal != isLiteral {
        lines.append(literal ? ".nf" : ".fi")
        isLiteral = literal
      }
      lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
    }
    return lines.isEmpty ? [] : [".PP"] + lines + (isLiteral ? [".fi"] : [])
  }

  private static let ending: [String] = [
    ".SH EXIT STATUS", ".TP", "0", "Done.", ".TP", "1",
    "A stage failed, or something could not be done.",
    ".TP", "2", "The manifest or the call is wrong.", ".TP", "3",
    "A verification found a difference.",
    ".TP", "130", "Interrupted; the same command goes on.",
    ".SH ENVIRONMENT",
    ".TP", "LASTBIT_STORE", "The folder that keeps results, where \\-\\-store does not say.",
    ".TP", "LASTBIT_CPU",
    "The instruction level to use: baseline, avx2 or avx512. Results do not depend on it.",
    ".SH FILES",
    ".TP", "\\&.lastbit", "The store, in the working folder or one above, where nothing else says.",
  ]

  private static func list(_ value: Value?) -> [Value] {
    if case .list(let items)? = value { items } else { [] }
  }

  private static func text(_ value: Value?) -> String {
    if case .string(let text)? = value { text } else { "" }
  }

  /// At least four digits, as roff names characters.
  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// `text` as roff takes it for text.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "\"": escaped += "\\(dq"
      default:
        for scalar in character.unicodeScalars {
          escaped +=
            scalar.isASCII
            ? String(scalar) : "\\[u\(Self.hexadecimal(scalar.value))]"
        }
      }
    }
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}

/// What an input names: `stage`, `stage.port`, `stage[axis=value].port`.
public struct Reference: Sendable, Equatable {
  /// A source, a stage, or an input of the manifest.
  public var name: String
  /// The values that the reference selects along axes, which it thereby loses.
  public var selections: [Coordinates.Entry]
  public var port: String?
  public var mark: Mark

  /// Reads `text`, whose names are already replaced; `nil` after saying what is wrong.
  init?(_ text: String, at mark: Mark, _ diagnostics: DiagnosticCollector) {
    self.mark = mark
    selections = []
    var rest = Substring(text)
    name = String(rest.prefix { Self.isNameCharacter($0) })
    rest = rest.dropFirst(name.count)
    if rest.first == "[" {
      guard let end = Self.endOfSelection(rest) else {
        diagnostics.error("'[' in \(quoted(text)) has no ']'", at: mark)
        return nil
      }
      for part in Self.parts(rest[rest.index(after: rest.startIndex)..<end]) {
        guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
          diagnostics.error(
            "a selection is written [axis=value, …], not \(quoted(String(part)))", at: mark)
          return nil
        }
        let axis = Self.trimmed(part[..<equals])
        guard !selections.contains(where: { $0.axis == axis }) else {
          diagnostics.error("axis \(quoted(axis)) is selected twice", at: mark)
          return nil
        }
        selections.append(.init(axis, Self.trimmed(part[part.index(after: equals)...])))
      }
      rest = rest[rest.index(after: end)...]
    }
    if rest.first == "." {
      port = String(rest.dropFirst())
      rest = ""
    }
    guard Template.isName(name), rest.isEmpty, port.map(Template.isName) ?? true else {
      diagnostics.error(
        "\(quoted(text)) names no source or stage; write name, name.port or name[axis=value].port",
        at: mark)
      return nil
    }
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.asciiValue.map(Template.isNameByte) ?? false
  }

  /// The first `]` outside braces.
  private static func endOfSelection(_ text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "{": depth += 1
      case "}": depth -= 1
      case "]" where depth <= 0: return index
      default: break
      }
    }
    return nil
  }

  /// What commas outside braces separate; arithmetics such as `mca{mode=rr,precision=24}` hold some.
  private static func parts(_ text: Substring) -> [Substring] {
    var depth = 0
    return text.split(omittingEmptySubsequences: false) { character in
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      return character == "," && depth == 0
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Reference: CustomStringConvertible {
  /// As it is written in a manifest.
  public var description: String {
    let selection = selections.map { "\($0.axis)=\($0.value)" }.joined(separator: ", ")
    return name + (selection.isEmpty ? "" : "[\(selection)]") + (port.map { "." + $0 } ?? "")
  }
}

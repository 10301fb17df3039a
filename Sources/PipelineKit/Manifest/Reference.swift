/// What an input names: `stage`, `stage.port`, `stage[axis=value].port`.
public struct Reference: Sendable, Equatable {
  /// A source, a stage, or an input of the manifest.
  public var name: String
  /// The values that the reference selects along axes, which it thereby loses.
  public var selections: [Coordinates.Entry]
  /// The sets that it keeps along axes, which it does not lose.
  public var subsets: [Subset]
  public var port: String?
  public var mark: Mark

  /// Several values along an axis.
  public struct Subset: Sendable, Equatable {
    public var axis: String
    public var values: Values

    public enum Values: Sendable, Equatable {
      /// Written out: `{a, b}`.
      case list([String])
      /// Under `sets:`; the part is one of a split.
      case set(String, part: String?)
    }
  }

  /// The whole of what `name` stands for.
  init(name: String, at mark: Mark) {
    self.name = name
    self.mark = mark
    selections = []
    subsets = []
  }

  /// Reads `text`, whose names are already replaced; `nil` after saying what is wrong.
  init?(_ text: String, at mark: Mark, _ diagnostics: DiagnosticCollector) {
    self.mark = mark
    selections = []
    subsets = []
    var rest = Substring(text)
    name = String(rest.prefix { Self.isNameCharacter($0) })
    rest = rest.dropFirst(name.count)
    if rest.first == "[" {
      guard let end = Self.endOfSelection(rest) else {
        diagnostics.error("'[' in \(quoted(text)) has no ']'", at: mark)
        return nil
      }
      for part in Self.parts(rest[rest.index(after: rest.startIndex)..<end]) {
        if let subset = Self.subset(part) {
          guard !subsets.contains(where: { $0.axis == subset.axis }) else {
            diagnostics.error("axis \(quoted(subset.axis)) is selected twice", at: mark)
            return nil
          }
          subsets.append(subset)
          continue
        }
        guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
          diagnostics.error(
            "a selection is written [axis=value, …] or [axis in set], not "
              + quoted(String(part)), at: mark)
          return nil
        }
        let axis = String(part[..<equals].withoutOuterSpaces)
        guard !selections.contains(where: { $0.axis == axis }) else {
          diagnostics.error("axis \(quoted(axis)) is selected twice", at: mark)
          return nil
        }
        selections.append(
          .init(axis, String(part[part.index(after: equals)...].withoutOuterSpaces)))
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

  /// `axis in set`, `axis in split.part` or `axis in {a, b}`; `nil` where it is none of these.
  private static func subset(_ text: Substring) -> Subset? {
    let words = text.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[1] == "in" else { return nil }
    let (axis, values) = (String(words[0]), String(words[2].withoutOuterSpaces))
    if values.hasPrefix("{"), values.hasSuffix("}") {
      let items = parts(values.dropFirst().dropLast()).map { String($0.withoutOuterSpaces) }.filter
      { !$0.isEmpty }
      return Subset(axis: axis, values: .list(items))
    }
    let names = values.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(names.count), names.allSatisfy(Template.isName) else { return nil }
    return Subset(
      axis: axis, values: .set(names[0], part: names.count == 2 ? names[1] : nil))
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

}

extension Reference: CustomStringConvertible {
  /// As it is written in a manifest.
  public var description: String {
    let subsets = subsets.map { "\($0.axis) in \($0.values)" }
    let selection = (selections.map { "\($0.axis)=\($0.value)" } + subsets)
      .joined(separator: ", ")
    return name + (selection.isEmpty ? "" : "[\(selection)]") + (port.map { "." + $0 } ?? "")
  }
}

extension Reference.Subset.Values: CustomStringConvertible {
  public var description: String {
    switch self {
    case .list(let values): "{\(values.joined(separator: ", "))}"
    case .set(let name, let part): name + (part.map { "." + $0 } ?? "")
    }
  }
}

extension NodeReader {
  /// Reads a reference; a param that is a list stands for its values: `t1w[subject in $train]`.
  func reference(_ node: Node, _ what: String) -> Reference? {
    var reader = self
    for (name, binding) in scope.bindings {
      guard case .list(let values) = binding else { continue }
      reader.scope.bindings[name] = .text("{\(values.joined(separator: ", "))}")
    }
    return reader.text(node, what).flatMap { Reference($0, at: node.mark, diagnostics) }
  }
}

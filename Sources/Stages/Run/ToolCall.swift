import PipelineKit

/// What a stage says of an external tool, checked.
struct ToolCall: Sendable {
  /// One argument, or several in place of one.
  enum Word: Sendable, Equatable {
    case text(String)
    case list([Word])
  }

  /// The program and its arguments; lines for a shell where `usesShell`.
  var words: [Word]
  var usesShell: Bool
  var outputs: [ToolOutput]
  /// A command that says which version the tool is; empty where its program's digest does.
  var version: [String] = []
  var tools: [String] = []
  var container: String?
  var environment: [(name: String, value: String)] = []
  var inherited: [String] = []
  /// Names of the files that inputs become.
  var names: [String: String] = [:]
  var standardOutput: String?
  var usesAbsolutePaths = false
  /// Under `with`, by name.
  var values: [String: Word] = [:]
  /// What was found when the manifest was checked.
  var identity = ""

  /// The call that a stage's keys describe.
  ///
  /// - Throws: `ParameterError` for keys that say nothing a tool could do.
  init(_ values: ParameterValues) throws {
    let command = values[ToolParameters.command]
    let shell = values[ToolParameters.shell]
    if command != nil, shell != nil {
      throw ParameterError(ToolParameters.shell, "a tool has a 'command' or a 'shell', not both")
    }
    usesShell = shell != nil
    if let shell {
      words = [.text(shell)]
    } else if let command {
      words = Word(command)?.items ?? []
    } else {
      throw ParameterError(ToolParameters.command, "the tool needs a 'command'")
    }
    outputs = try ToolOutput.all(values[ToolParameters.out])
    try readSurroundings(values)
    if words.isEmpty { throw ParameterError(ToolParameters.command, "the command has no words") }
    for (name, word) in Self.texts(values[ToolParameters.values]) ?? [] { self.values[name] = word }
    for name in self.values.keys.sorted() where !uses(name) {
      throw ParameterError(
        ToolParameters.values,
        "'\(name)' under 'with' is nowhere in the command, where it would be "
          + "$\(name)")
    }
  }

  /// A call whose command comes from elsewhere, as lines for a shell.
  init(shell lines: String, outputs: [ToolOutput], _ values: ParameterValues) throws {
    words = [.text(lines)]
    usesShell = true
    self.outputs = outputs
    try readSurroundings(values)
  }

  private mutating func readSurroundings(_ values: ParameterValues) throws {
    version = try Self.version(values[ToolParameters.version])
    tools = values[ToolParameters.tools]
    container = values[ToolParameters.container]
    inherited = values[ToolParameters.inherit]
    usesAbsolutePaths = values[ToolParameters.paths] == .absolute
    identity = values[ToolParameters.identity]
    standardOutput = values[ToolParameters.standardOutput]
    if let path = standardOutput, !DirectoryContent.isInside(path) {
      throw ParameterError(ToolParameters.standardOutput, "it is no path within the tool's folder")
    }
    guard let environment = Self.texts(values[ToolParameters.env]) else {
      throw ParameterError(ToolParameters.env, "write {NAME: value}")
    }
    self.environment = try environment.map { name, word in
      guard case .text(let text) = word, !name.contains("=") else {
        throw ParameterError(ToolParameters.env, "'\(name)' has to be one text")
      }
      return (name, text)
    }
    guard let names = Self.texts(values[ToolParameters.names]) else {
      throw ParameterError(ToolParameters.names, "write {input: name of a file}")
    }
    for (port, word) in names {
      guard case .text(let name) = word, DirectoryContent.isInside(name), !name.contains("/") else {
        throw ParameterError(ToolParameters.names, "'\(port)' has to be the name of a file")
      }
      self.names[port] = name
    }
  }

  private static func version(_ value: Value?) throws -> [String] {
    try (value.flatMap { Word($0)?.items } ?? []).map { word in
      guard case .text(let text) = word else {
        throw ParameterError(ToolParameters.version, "write a command on one line")
      }
      return text
    }
  }

  /// The entries of a mapping; `nil` where it is something else.
  private static func texts(_ value: Value?) -> [(String, Word)]? {
    guard let value else { return [] }
    guard case .map(let pairs) = value else { return nil }
    let words = pairs.map { ($0.key, Word($0.value)) }
    return words.contains { $0.1 == nil }
      ? nil
      : words.compactMap { name, word in
        word.map { (name, $0) }
      }
  }

  /// Whether `$name` occurs.
  private func uses(_ name: String) -> Bool {
    let texts =
      words.flatMap(\.texts) + environment.map(\.value) + [standardOutput ?? ""]
      + outputs.flatMap { [$0.path] + $0.options.compactMap(\.value.text) }
    return texts.contains { $0.contains("${\(name)}") }
  }
}

extension ToolCall.Word {
  /// `nil` for a mapping.
  init?(_ value: Value) {
    switch value {
    case .string(let text): self = .text(text)
    case .list(let values):
      let words = values.compactMap(Self.init)
      guard words.count == values.count else { return nil }
      self = .list(words)
    case .integer, .number, .boolean: self = .text(value.json())
    case .map, .null: return nil
    }
  }

  /// The words that it stands for.
  var items: [Self] { if case .list(let words) = self { words } else { [self] } }

  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let words): words.flatMap(\.texts)
    }
  }
}

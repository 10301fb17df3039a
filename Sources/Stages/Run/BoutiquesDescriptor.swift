import PipelineKit

/// A Boutiques descriptor, as far as one run of its tool needs it.
///
/// `command-line` has `value-key`s in it, such as `[INFILE]`, for which each input stands with its flag;
/// `output-files` have a `path-template` of the same keys.
struct BoutiquesDescriptor {
  /// The whole descriptor, as JSON.
  let text: String
  /// How messages call it.
  private let path: String
  private let content: Value
  private let inputs: [Input]

  /// One of `inputs`.
  private struct Input {
    var id: String
    var key: String?
    var flag: String?
    var separator: String
    var type: String
    var isList: Bool
    var isOptional: Bool
    var listSeparator: String?
    var defaultValue: Value?
    var choices: [String]
    var integer: Bool
    var minimum: Double?
    var maximum: Double?

    var isFile: Bool { type == "File" }
  }

  /// - Parameter place: a path, or the descriptor itself.
  /// - Throws: `ParameterError` where the file is no descriptor.
  init(_ place: String) throws {
    let path = place.hasPrefix("{") ? "the descriptor" : place
    func wrong(_ sentence: String) -> any Error {
      ParameterError(ToolParameters.descriptor, "\(path): \(sentence)")
    }
    self.path = path
    do {
      content = try Value(json: place.hasPrefix("{") ? place : TextFile.read(place))
      text = content.json()
    } catch { throw wrong("it is no Boutiques descriptor: \(error)") }
    guard content["command-line"]?.text != nil, case .list(let inputs)? = content["inputs"] else {
      throw wrong("it is no Boutiques descriptor: it has no 'command-line' or no 'inputs'")
    }
    self.inputs = try inputs.map { input in
      guard let id = input["id"]?.text, let type = input["type"]?.text else {
        throw wrong("one of its inputs has no 'id' or no 'type'")
      }
      var choices: [String] = []
      if case .list(let values)? = input["value-choices"] { choices = values.map(Self.plain) }
      return Input(
        id: id, key: input["value-key"]?.text, flag: input["command-line-flag"]?.text,
        separator: input["command-line-flag-separator"]?.text ?? " ", type: type,
        isList: input["list"] == .boolean(true), isOptional: input["optional"] == .boolean(true),
        listSeparator: input["list-separator"]?.text, defaultValue: input["default-value"],
        choices: choices, integer: input["integer"] == .boolean(true),
        minimum: input["minimum"]?.double, maximum: input["maximum"]?.double)
    }
  }

  /// A value as a command has it.
  private static func plain(_ value: Value) -> String { value.text ?? value.json() }

  /// - Throws: `StageError` for an input that no file of the descriptor is.
  func checkInputs(_ names: [String]) throws(StageError) {
    let files = inputs.filter(\.isFile)
    for name in names where !files.contains(where: { $0.id == name }) {
      let hint = Suggestion.hint(for: name, among: files.map(\.id))
      throw StageError(
        "\(path) has no file called \(quoted(name)) among its inputs; "
          + (hint ?? "it has \(Listing.text(files.map(\.id), limit: 12))"))
    }
    for file in files where !file.isOptional && !names.contains(file.id) {
      throw StageError("\(path) needs the input '\(file.id)', a file; write it under 'in'")
    }
  }

  /// The files that the tool leaves; those that are optional are not kept.
  var outputs: [ToolOutput] {
    get throws {
      guard case .list(let files)? = content["output-files"] else {
        throw StageError("\(path) has no 'output-files', so nothing would be kept")
      }
      let kept = files.filter { $0["optional"] != .boolean(true) }
      guard !kept.isEmpty else {
        throw StageError("\(path) has no output that is always there, so nothing would be kept")
      }
      return try kept.map { file in
        guard let id = file["id"]?.text, let template = file["path-template"]?.text else {
          throw StageError("\(path): one of its outputs has no 'id' or no 'path-template'")
        }
        return ToolOutput(ofTemplate: template, id)
      }
    }
  }

  /// The call with values in place of keys.
  ///
  /// - Parameter connected: ports that hold something; all that may where it is not known.
  func call(_ values: ParameterValues, connected: Set<String>?) throws -> ToolCall {
    let given = try self.values(values[ToolParameters.values])
    var line = content["command-line"]?.text ?? ""
    var names: [String: String] = [:]
    for input in inputs {
      var words: [String] = []
      if input.isFile {
        if connected?.contains(input.id) ?? !input.isOptional { words = ["${\(input.id)}"] }
      } else if let value = given[input.id] ?? input.defaultValue {
        words = try check(value, input)
      } else if !input.isOptional, input.type != "Flag" {
        throw ParameterError(
          ToolParameters.values, "\(path) needs the value '\(input.id)'; write it under 'with'")
      }
      guard let key = input.key else { continue }
      // A file is called after its port.
      names[key] = input.isFile ? input.id : words.joined(separator: input.listSeparator ?? " ")
      line = line.replacing(key, with: Self.argument(words, input))
    }
    var call = try ToolCall(shell: line, outputs: outputs.map { try $0.filled(names) }, values)
    // Said to run without one.
    if call.container == "none" {
      call.container = nil
    } else if call.container == nil {
      call.container = content["container-image"]?["image"]?.text
    }
    if call.container == nil, let program = line.split(separator: " ").first.map(String.init),
      !program.contains("$")
    {
      call.tools.insert(program, at: 0)
    }
    return call
  }

  /// An input's part of the command line.
  private static func argument(_ words: [String], _ input: Input) -> String {
    if input.type == "Flag" { return words == ["true"] ? input.flag ?? "" : "" }
    guard !words.isEmpty else { return "" }
    let quotedWords = words.map { $0.hasPrefix("${") ? $0 : ShellWord.quoted($0) }
    let value = quotedWords.joined(separator: input.listSeparator ?? " ")
    return input.flag.map { $0 + input.separator + value } ?? value
  }

  private func values(_ tree: Value?) throws -> [String: Value] {
    guard case .map(let pairs)? = tree else { return [:] }
    let known = inputs.filter { !$0.isFile }.map(\.id)
    for pair in pairs where !known.contains(pair.key) {
      throw ParameterError(
        ToolParameters.values,
        "\(path) has no value called \(quoted(pair.key)); "
          + (Suggestion.hint(for: pair.key, among: known)
            ?? "it has \(Listing.text(known, limit: 12))"))
    }
    return Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The words of a value that the descriptor accepts.
  private func check(_ value: Value, _ input: Input) throws -> [String] {
    var values = [value]
    if case .list(let items) = value { values = items }
    guard values.count == 1 || input.isList else { throw refused("takes one value", input) }
    return try values.map { value in
      let text = Self.plain(value)
      switch input.type {
      case "Flag":
        guard text == "true" || text == "false" else { throw refused("is true or false", input) }
      case "Number":
        guard let number = Double(text), number.isFinite else {
          throw refused("is a number, not \(quoted(text))", input)
        }
        if input.integer, Int(text) == nil { throw refused("is a whole number", input) }
        if let minimum = input.minimum, number < minimum {
          throw refused("is at least \(minimum)", input)
        }
        if let maximum = input.maximum, number > maximum {
          throw refused("is at most \(maximum)", input)
        }
      default: break
      }
      if !input.choices.isEmpty, !input.choices.contains(text) {
        throw refused("is one of \(Listing.text(input.choices, limit: 12))", input)
      }
      return text
    }
  }

  private func refused(_ sentence: String, _ input: Input) -> any Error {
    ParameterError(ToolParameters.values, "'\(input.id)' \(sentence), says \(path)")
  }
}

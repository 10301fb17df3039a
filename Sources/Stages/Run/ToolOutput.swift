import PipelineKit

/// A file that a tool leaves, and how it is read.
struct ToolOutput: Sendable {
  var port: String
  /// Within the tool's folder.
  var path: String
  var type: ArtifactType
  /// Keys that sources of the type have.
  var options: [Value.Pair] = []

  /// What `out` says.
  ///
  /// - Throws: `ParameterError` where it is not what a tool could leave.
  static func all(_ value: Value?) throws -> [ToolOutput] {
    guard case .map(let pairs)? = value, !pairs.isEmpty else {
      throw ParameterError(
        ToolParameters.out, "the tool needs the files that it leaves: out: {name: path}")
    }
    return try pairs.map { try ToolOutput($0.key, $0.value) }
  }

  init(_ port: String, _ value: Value) throws {
    var path: String?
    var type: ArtifactType?
    var options: [Value.Pair] = []
    switch value {
    case .string(let text): path = text
    case .map(let pairs):
      for pair in pairs {
        switch pair.key {
        case "path": path = pair.value.text
        case "type": type = try Self.type(pair.value.text ?? "", port)
        default: options.append(pair)
        }
      }
    default: break
    }
    guard let path else {
      throw ParameterError(ToolParameters.out, "'\(port)' needs the path of a file")
    }
    try self.init(port, path: path, type: type, options: options)
  }

  /// - Parameter type: by the path's ending where there is none.
  init(
    _ port: String, path: String, type: ArtifactType?, options: [Value.Pair] = []
  ) throws {
    self.port = port
    self.options = options
    let isFolder = path.hasSuffix("/")
    self.path = isFolder ? String(path.dropLast()) : path
    self.type = type ?? (isFolder ? DirectoryType.type : Self.type(ofFile: path))
    guard DirectoryContent.isInside(self.path) || self.path.hasPrefix("${") else {
      throw ParameterError(
        ToolParameters.out,
        "'\(port)' is \(quoted(path)), which is no path within the folder that the tool runs in")
    }
    for option in options {
      guard let known = FileReader().options.first(where: { $0.name == option.key }),
        known.suits.contains(self.type)
      else {
        throw ParameterError(
          ToolParameters.out,
          "'\(port)' has the key '\(option.key)', which sources of type \(self.type.rawValue) do not "
            + "have")
      }
    }
  }

  /// What a file's name says; a `.txt` may be anything, a transform only where that is said.
  private static func type(ofFile path: String) -> ArtifactType {
    path.hasSuffix(".txt") ? FileType.type : FileReader().type(ofFile: path) ?? FileType.type
  }

  /// A file whose path is a template of a descriptor, to be filled in; its ending tells the type.
  init(ofTemplate template: String, _ port: String) {
    self.port = port
    path = template
    type = Self.type(ofFile: template)
  }

  /// The output with values in place of the keys of its template.
  ///
  /// - Throws: `StageError` where that is no path within the tool's folder.
  func filled(_ values: [String: String]) throws(StageError) -> ToolOutput {
    var output = self
    for (key, value) in values { output.path = output.path.replacing(key, with: value) }
    guard DirectoryContent.isInside(output.path) else {
      throw StageError(
        "the output '\(port)' would be \(quoted(output.path)), which is no path within the folder that "
          + "the tool runs in")
    }
    return output
  }

  private static func type(_ name: String, _ port: String) throws -> ArtifactType {
    let types = FileReader().types
    if let type = types.first(where: { $0.rawValue == name }) { return type }
    let hint = Suggestion.hint(for: name, among: types.map(\.rawValue))
    throw ParameterError(
      ToolParameters.out,
      "'\(port)' has the unknown type \(quoted(name)); "
        + (hint ?? "types are \(Listing.text(types.map(\.rawValue)))"))
  }

  var output: Output<Artifact> {
    Output(port, anyOf: [type], "As the tool leaves it.")
  }
}

/// The ports of a tool: any input may hold anything.
enum ToolPorts {
  static func input(_ name: String) -> Port {
    Port(name, anyOf: FileReader().types, "What the tool reads, as a file.", many: true)
  }

  static func ports(_ outputs: [ToolOutput], connecting names: [String]) -> StagePorts {
    StagePorts(inputs: names.map(input), outputs: outputs.map { $0.output.port })
  }
}

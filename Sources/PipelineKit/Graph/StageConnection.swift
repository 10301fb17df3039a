/// What the input ports of a stage are connected to.
struct StageConnection {
  /// The items on each connected port, or `nil` where something is wrong here or upstream.
  private(set) var inputs: [InputJoin.Input]? = []
  /// Types of what is connected, by port, as far as they are known.
  private(set) var types: [String: ArtifactType] = [:]
  /// Full names of the stages and sources that are read.
  private(set) var dependencies: [String] = []
  private let type: any Stage.Type

  /// Looks up what `stage` reads; `diagnostics` holds what does not fit.
  init(
    _ stage: StageDeclaration, _ type: any Stage.Type, _ names: Namespace,
    _ diagnostics: DiagnosticCollector
  ) {
    self.type = type
    var connected: Set<String> = []
    var unknown: [String] = []
    for input in stage.inputs {
      let resolution = names.resolve(input.reference, diagnostics)
      guard let port = type.inputs.first(where: { $0.name == input.port }) else {
        Self.reportUnknown(input, type, diagnostics)
        unknown.append(input.port)
        inputs = nil
        continue
      }
      switch resolution {
      case .absent: continue
      case .broken: inputs = nil
      case .stream(let stream): connect(stream, to: port, input, diagnostics)
      }
      connected.insert(port.name)
    }
    if stage.unread.contains("in") { inputs = nil }
    let needed = type.inputs.filter { !$0.isOptional && !connected.contains($0.name) }
    let missing = Suggestion.missing(needed.map(\.name), besides: unknown)
    for port in needed where missing.contains(port.name) && !stage.unread.contains("in") {
      diagnostics.error(
        "'\(type.kind)' needs the input '\(port.name)', \(port.types.described)",
        at: stage.keys["in"] ?? stage.mark, hint: "write it under 'in'")
      inputs = nil
    }
  }

  /// The type of an output, where it is known: it may follow from that of an input.
  func type(of output: Port) -> ArtifactType? {
    if let rule = output.rule, types[rule.input] == nil {
      let input = type.inputs.first { $0.name == rule.input }
      // Left out, an optional input decides nothing; otherwise it is wrong and reported.
      return input?.isOptional == true && inputs != nil ? output.type : nil
    }
    return output.type(whenInputsAre: types)
  }

  private mutating func connect(
    _ stream: Stream, to port: Port, _ input: StageDeclaration.Input,
    _ diagnostics: DiagnosticCollector
  ) {
    if !dependencies.contains(stream.producer) { dependencies.append(stream.producer) }
    if let found = stream.type {
      guard port.accepts(found) else {
        diagnostics.error(
          "input '\(port.name)' of '\(type.kind)' takes \(port.types.described), but "
            + "'\(input.text)' is of type \(found.rawValue)", at: input.textMark)
        inputs = nil
        return
      }
      types[port.name] = found
    }
    guard let content = stream.content else {
      inputs = nil
      return
    }
    inputs?.append(
      .init(port: port.name, stream: content, producer: stream.producer, mark: input.textMark))
  }

  private static func reportUnknown(
    _ input: StageDeclaration.Input, _ type: any Stage.Type, _ diagnostics: DiagnosticCollector
  ) {
    let names = type.inputs.map(\.name)
    let known = names.isEmpty ? "it has none" : "its inputs are \(names.joined(separator: ", "))"
    diagnostics.error(
      "'\(type.kind)' has no input \(quoted(input.port))", at: input.mark,
      hint: Suggestion.hint(for: input.port, among: names) ?? known)
  }
}

extension [ArtifactType] {
  /// `type volume or labels`, for messages.
  var described: String { "type " + map(\.rawValue).joined(separator: " or ") }
}

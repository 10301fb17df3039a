/// What the input ports of a stage are connected to.
struct StageConnection {
  /// The items on each connected port, or `nil` where something is wrong here or upstream.
  private(set) var inputs: [InputJoin.Input]? = []
  /// Types of what is connected, by port, as far as they are known.
  private(set) var types: [String: ArtifactType] = [:]
  /// Full names of the stages and sources that are read.
  private(set) var dependencies: [String] = []
  private let kind: String
  private let ports: StagePorts

  /// Looks up what `stage` reads; `diagnostics` holds what does not fit.
  init(
    _ stage: StageDeclaration, _ kind: String, _ ports: StagePorts, _ names: inout Namespace,
    _ diagnostics: DiagnosticCollector
  ) {
    self.kind = kind
    self.ports = ports
    var connected: Set<String> = []
    var unknown: [String] = []
    for input in stage.inputs {
      let resolution = names.resolve(input.reference, diagnostics)
      guard let port = ports.inputs.first(where: { $0.name == input.port }) else {
        reportUnknown(input, diagnostics)
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
    let needed = ports.inputs.filter { !$0.isOptional && !connected.contains($0.name) }
    let missing = Suggestion.missing(needed.map(\.name), besides: unknown)
    for port in needed where missing.contains(port.name) && !stage.unread.contains("in") {
      diagnostics.error(
        "'\(kind)' needs the input '\(port.name)', \(port.types.described)",
        at: stage.keys["in"] ?? stage.mark, hint: "write it under 'in'")
      inputs = nil
    }
  }

  /// The type of an output, where it is known: it may follow from that of an input.
  func type(of output: Port) -> ArtifactType? {
    if let rule = output.rule, types[rule.input] == nil {
      let input = ports.inputs.first { $0.name == rule.input }
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
          "input '\(port.name)' of '\(kind)' takes \(port.types.described), but "
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

  private func reportUnknown(
    _ input: StageDeclaration.Input, _ diagnostics: DiagnosticCollector
  ) {
    let names = ports.inputs.map(\.name)
    let known = names.isEmpty ? "it has none" : "its inputs are \(names.joined(separator: ", "))"
    diagnostics.error(
      "'\(kind)' has no input \(quoted(input.port))", at: input.mark,
      hint: Suggestion.hint(for: input.port, among: names) ?? known)
  }
}

extension [ArtifactType] {
  /// `type volume or labels`, for messages.
  var described: String { "type " + map(\.rawValue).joined(separator: " or ") }
}

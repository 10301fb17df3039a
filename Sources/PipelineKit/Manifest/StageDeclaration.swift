/// One of a manifest's `stages:` as it is written, before kinds, ports and axes are looked up.
public struct StageDeclaration: Sendable {
  public var name: String
  public var mark: Mark
  /// A stage kind, or the path of a manifest; `nil` where it is wrong and reported.
  public var uses: String?
  public var usesMark: Mark
  public var inputs: [Input]
  /// Values for parameters; `$axis` in them is not yet replaced.
  public var with: [Node.Entry]
  public var sweep: Sweep
  public var over: [Over]
  /// Whether items that one input lacks are left out rather than reported.
  public var dropsMissing: Bool
  /// Whether items whose jobs failed are left out rather than waited for in vain.
  public var dropsFailed: Bool
  public var settings: StageSettings
  /// What columns of its tables have to hold.
  public var expectations: [Expectation] = []
  /// Whether a job whose tables do not counts as failed; otherwise a warning is all.
  public var stopsWhenUnmet = true
  /// The path of the script that an external tool reads.
  var script: Node?
  /// A path, or a mapping from ports to paths; `$axis` in them is not yet replaced.
  public var exports: Node?
  /// Keys that were written, with their places.
  public var keys: [String: Mark]
  /// Keys whose content is not known completely, for reasons that are reported: what is missing
  /// there is not reported too.
  public var unread: Set<String>

  /// What an input port reads.
  public struct Input: Sendable {
    public var port: String
    public var mark: Mark
    /// `nil` where it is wrong and reported.
    public var reference: Reference?

    /// What is read, for messages, and its place.
    var text: String { reference?.description ?? port }
    var textMark: Mark { reference?.mark ?? mark }
  }

  /// An axis that the stage takes away.
  public struct Over: Sendable {
    public var axis: String
    public var mark: Mark
  }

  /// Whether `uses` names a manifest rather than a stage kind.
  var isManifest: Bool {
    [".yaml", ".yml", ".lastbit"].contains { uses?.hasSuffix($0) ?? false }
  }
}

/// What `defaults:` may give for every stage, and each stage for itself.
public struct StageSettings: Sendable {
  /// `$axis` in it is not yet replaced.
  public var arithmetic: Node?
  /// What names in `arithmetic` stand for; `nil` where the manifest that it is written in says so.
  var scope: Scope?
  public var seed: Int?
  /// Of single streams of random numbers, where `seed` is a mapping.
  public var streamSeeds: [String: StreamSeed] = [:]
  /// Of all streams that a stage draws itself and that `streamSeeds` does not name, where they are shared.
  public var sharedSeed: Int?
  public var cores: Int?
  /// Bytes.
  public var memory: Int?
  /// Seconds.
  public var time: Double?
  public var retries: RetryRule?
  /// Seconds.
  public var timeout: Double?

  /// What one stream starts from.
  public struct StreamSeed: Sendable {
    public var seed: Int
    /// Whether every job of every stage that says so draws the same numbers.
    public var isShared = false
    public var mark: Mark
  }

  /// The settings with what they leave open taken from `defaults`.
  func merged(over defaults: StageSettings) -> StageSettings {
    var merged = self
    if arithmetic == nil {
      merged.arithmetic = defaults.arithmetic
      merged.scope = defaults.scope
    }
    merged.seed = seed ?? defaults.seed
    merged.streamSeeds = streamSeeds.merging(defaults.streamSeeds) { own, _ in own }
    merged.sharedSeed = sharedSeed ?? (seed == nil ? defaults.sharedSeed : nil)
    merged.cores = cores ?? defaults.cores
    merged.memory = memory ?? defaults.memory
    merged.time = time ?? defaults.time
    merged.retries = retries ?? defaults.retries
    merged.timeout = timeout ?? defaults.timeout
    return merged
  }

  /// The settings for use in other manifests than the one they are written in.
  func scoped(in scope: Scope) -> StageSettings {
    var scoped = self
    if arithmetic != nil { scoped.scope = scope }
    return scoped
  }

  var resources: Resources { Resources(cores: cores ?? 1, memory: memory, time: time) }
}

extension NodeReader {
  /// Reads one entry of `stages:` as far as it can be read; `nil` where nothing of it can.
  func stage(_ entry: Node.Entry) -> StageDeclaration? {
    let what = "stage '\(entry.key)'"
    guard isName(entry), var fields = Fields(entry.value, what, self) else { return nil }
    let keys = Dictionary(
      fields.marks.map { ($0.key, $0.mark) }, uniquingKeysWith: { first, _ in first })
    var unread: Set<String> = []
    /// What `read` makes of the value under a key, none where there is no such key.
    func items<Item>(_ key: String, _ read: (Node) -> [Item]?) -> [Item] {
      guard let node = fields.node(key) else { return [] }
      let items = read(node)
      if items == nil { unread.insert(key) }
      return items ?? []
    }
    let isTool = isTool(fields)
    let usesNode = isTool ? fields.node("uses") : fields.required("uses", at: entry.keyMark)
    var inputs = items("in") { self.inputs($0, what) }
    var with = items("with") { node in
      var values = Fields(node, "'with' of \(what)", self)
      return values?.rest()
    }
    let tool =
      isTool
      ? self.tool(
        &fields, what, uses: usesNode, inputs: inputs.map(\.port), with: with, at: entry.keyMark)
      : nil
    if let tool {
      with = tool.with
      if let script = tool.script {
        let name = ToolKeys.source(ofScriptOf: entry.key)
        inputs.append(
          .init(
            port: "script", mark: script.mark, reference: Reference(name: name, at: script.mark)))
      }
    }
    let sweep = fields.node("sweep").map { self.sweep($0, what) } ?? .none
    if sweep.isBroken, sweep.axes.isEmpty { unread.insert("sweep") }
    let over = items("over", self.over)
    func drops(_ key: String) -> Bool {
      fields.node(key).map { value($0, .choice(["error", "drop"]), key) } == .string("drop")
    }
    let dropsMissing = drops("missing")
    let dropsFailed = drops("failed")
    let settings = self.settings(&fields, what)
    let exports = fields.node("export")
    let (expectations, stopsWhenUnmet) =
      fields.node("expect").map { self.expectations($0, what) } ?? ([], true)
    // What is missing may stand under a misspelt key.
    if fields.finish() { unread.formUnion(["in", "with", "over", "sweep"]) }
    var stage = StageDeclaration(
      name: entry.key, mark: entry.keyMark,
      uses: tool?.kind ?? usesNode.flatMap { text($0, "uses") },
      usesMark: usesNode?.mark ?? entry.keyMark, inputs: inputs, with: with, sweep: sweep,
      over: over, dropsMissing: dropsMissing, dropsFailed: dropsFailed, settings: settings,
      exports: exports, keys: keys, unread: unread)
    stage.expectations = expectations
    stage.stopsWhenUnmet = stopsWhenUnmet
    stage.script = tool?.script
    return stage
  }

  private func inputs(_ node: Node, _ what: String) -> [StageDeclaration.Input]? {
    guard var fields = Fields(node, "'in' of \(what)", self, hint: "write {port: source}") else {
      return nil
    }
    return fields.rest().map { entry in
      if case .sequence = entry.value.content {
        diagnostics.error(
          "input '\(entry.key)' reads one source or stage, not a list", at: entry.value.mark,
          hint: "the items of a collection come together along an axis that 'over' names")
        return .init(port: entry.key, mark: entry.keyMark, reference: nil)
      }
      let reference = reference(entry.value, entry.key)
      return .init(port: entry.key, mark: entry.keyMark, reference: reference)
    }
  }

  private func over(_ node: Node) -> [StageDeclaration.Over]? {
    var nodes = [node]
    if case .sequence(let items) = node.content { nodes = items }
    let over: [StageDeclaration.Over] = nodes.compactMap { node in
      text(node, "over").map { .init(axis: $0, mark: node.mark) }
    }
    return over.count == nodes.count ? over : nil
  }

  /// Reads what `defaults:` and stages have in common.
  func settings(_ fields: inout Fields, _ what: String) -> StageSettings {
    var settings = StageSettings()
    settings.arithmetic = fields.node("arithmetic")
    if let node = fields.node("seed") { readSeed(node, what, &settings) }
    settings.retries = fields.node("retries").flatMap { retries($0, what) }
    settings.timeout = fields.node("timeout").flatMap { seconds($0, "timeout") }
    if let node = fields.node("resources"),
      var resources = Fields(node, "'resources' of \(what)", self)
    {
      settings.cores = resources.integer("cores", 1...4096)
      settings.memory = resources.node("memory").flatMap(bytes)
      settings.time = resources.node("time").flatMap { seconds($0, "time") }
      resources.finish()
    }
    return settings
  }

  /// A number for everything, or a mapping from streams to numbers or to `{shared: number}`; `rounding` is
  /// the arithmetic's, and `shared` all streams but that.
  private func readSeed(_ node: Node, _ what: String, _ settings: inout StageSettings) {
    let type = ParameterType.integer(minimum: 0, maximum: .max)
    guard case .mapping = node.content else {
      if case .integer(let seed)? = value(node, type, "seed") { settings.seed = seed }
      return
    }
    guard var fields = Fields(node, "'seed' of \(what)", self) else { return }
    for entry in fields.rest() {
      if case .mapping = entry.value.content {
        guard var own = Fields(entry.value, "seed of '\(entry.key)'", self) else { continue }
        let seed = own.required("shared").flatMap { value($0, type, "shared") }
        own.finish()
        guard entry.key != "rounding" else {
          diagnostics.error(
            "'rounding' cannot be shared: repeats would round alike", at: entry.keyMark)
          continue
        }
        guard case .integer(let seed)? = seed else { continue }
        settings.streamSeeds[entry.key] = .init(seed: seed, isShared: true, mark: entry.keyMark)
        continue
      }
      guard case .integer(let seed)? = value(entry.value, type, entry.key) else { continue }
      if entry.key == "shared" {
        settings.sharedSeed = seed
      } else {
        settings.streamSeeds[entry.key] = .init(seed: seed, mark: entry.keyMark)
      }
    }
  }

  func bytes(_ node: Node) -> Int? {
    guard let text = text(node, "memory") else { return nil }
    let bytes = Quantity.bytes(text)
    if bytes == nil {
      diagnostics.error(
        "'memory' must be an amount such as 2 GiB or 500 MB, not \(quoted(text))", at: node.mark)
    }
    return bytes
  }

  func seconds(_ node: Node, _ what: String) -> Double? {
    guard let text = text(node, what) else { return nil }
    let seconds = Quantity.seconds(text)
    if seconds == nil {
      diagnostics.error(
        "'\(what)' must be a duration such as 90s or 1h30m, not \(quoted(text))", at: node.mark)
    }
    return seconds
  }
}

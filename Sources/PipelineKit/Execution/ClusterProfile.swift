/// How jobs reach a cluster: what a lab keeps to itself, and no manifest holds.
public struct ClusterProfile: Sendable, Equatable {
  public var name: String
  /// The scheduler: Slurm, or one whose commands are given.
  public var kind: Kind
  /// Words for `sbatch`, by option: `partition`, `account`, `qos`, `constraint`.
  public var options: [(name: String, value: String)] {
    optionPairs.map { ($0[0], $0[1]) }
  }
  var optionPairs: [[String]] = []
  /// More words for the command that submits.
  public var flags: [String] = []
  /// Lines that a job's shell runs before lastbit: `module load …`.
  public var setup = ""
  /// Jobs that wait or run at once, at most.
  public var jobs = 10_000
  /// Bytes that are asked for where a stage says nothing.
  public var memory: Int?
  /// Seconds that are asked for where a stage says nothing.
  public var time: Double?
  /// The number of an array's first task.
  public var firstTask = 0
  /// Seconds of work that short jobs are put together to.
  public var batch = 300.0

  public enum Kind: Sendable, Equatable {
    case slurm
    /// Commands for a shell, with `$name` for what differs; `index` names the variable that a task
    /// finds its number in.
    case templates(submit: String, states: String, cancel: String, index: String)
  }

  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// The profile called `name` in the first file that has it.
  ///
  /// - Parameters:
  ///   - name: `nil` for the one called `default`, where a file has it.
  ///   - paths: of files that need not be there.
  /// - Throws: `Diagnostics` for a file that is no list of profiles, or where none has the name.
  public static func find(_ name: String?, in paths: [String]) throws(Diagnostics)
    -> ClusterProfile?
  {
    var known: [String] = []
    for path in paths where Files.status(path) != nil {
      let profiles = try read(path)
      if let profile = profiles.first(where: { $0.name == name ?? "default" }) { return profile }
      known += profiles.map(\.name)
    }
    guard let name else { return nil }
    throw Diagnostics([
      Diagnostic(
        .error, "there is no profile \(quoted(name)) in \(Listing.text(paths))",
        hint: Suggestion.hint(for: name, among: known)
          ?? (known.isEmpty ? "write one there" : "there are \(Listing.text(known))"))
    ])
  }

  /// The profiles in a file: `profiles: {name: {…}}`.
  static func read(_ path: String) throws(Diagnostics) -> [ClusterProfile] {
    let diagnostics = DiagnosticCollector()
    let source: SourceText
    do { source = try ManifestFile.read(path, displayed: path) } catch {
      throw Diagnostics([error])
    }
    diagnostics.register(source)
    var profiles: [ClusterProfile] = []
    if let root = YAMLParser.parse(source, diagnostics) {
      let reader = NodeReader(
        diagnostics: diagnostics, scope: Scope(), folder: PathText.folder(of: path))
      if var fields = Fields(root, "'\(path)'", reader), let node = fields.required("profiles") {
        fields.finish()
        if var entries = Fields(node, "'profiles'", reader) {
          profiles = entries.rest().compactMap { reader.profile($0) }
        }
      }
    }
    try diagnostics.throwIfAny()
    return profiles
  }
}

extension NodeReader {
  fileprivate func profile(_ entry: Node.Entry) -> ClusterProfile? {
    let what = "profile '\(entry.key)'"
    guard var fields = Fields(entry.value, what, self) else { return nil }
    var profile = ClusterProfile(name: entry.key, kind: .slurm)
    let commands = ["submit", "states", "cancel"].map { literal(&fields, $0) }
    let index = fields.text("index")
    if let submit = commands[0], let states = commands[1], let cancel = commands[2] {
      profile.kind = .templates(
        submit: submit, states: states, cancel: cancel, index: index ?? "LASTBIT_TASK")
    } else if commands.contains(where: { $0 != nil }) {
      diagnostics.error(
        "\(what) needs 'submit', 'states' and 'cancel' together", at: entry.keyMark)
    }
    for option in ["partition", "account", "qos", "constraint", "reservation"] {
      if let value = fields.text(option) { profile.optionPairs.append([option, value]) }
    }
    profile.flags = fields.texts("flags") ?? []
    profile.firstTask = fields.integer("first", 0...1) ?? 0
    profile.setup = literal(&fields, "setup") ?? ""
    profile.jobs = fields.integer("jobs", 1...10_000_000) ?? profile.jobs
    profile.memory = fields.node("memory").flatMap(bytes)
    profile.time = fields.node("time").flatMap { seconds($0, "time") }
    profile.batch = fields.node("batch").flatMap { seconds($0, "batch") } ?? profile.batch
    fields.finish()
    return profile
  }

  /// A text in which `$` is a shell's.
  private func literal(_ fields: inout Fields, _ key: String) -> String? {
    guard let node = fields.node(key) else { return nil }
    guard let text = node.text, !node.isNull else {
      diagnostics.error("'\(key)' must be a text, not \(node.described)", at: node.mark)
      return nil
    }
    return text
  }
}

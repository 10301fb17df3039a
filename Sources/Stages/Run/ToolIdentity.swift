import PipelineKit
import Processes
import Synchronization

/// Which program a call runs: what of it belongs to the key of a job.
enum ToolIdentity {
  /// What the tool is on this machine.
  ///
  /// The digest of an image; what the tool's version command prints; or the digests of its programs.
  ///
  /// - Throws: `ParameterError` that names the key, where something is not there.
  static func of(_ call: ToolCall) throws -> String {
    for name in call.inherited where ProgramSearch.variable(name) == nil {
      throw ParameterError(
        ToolParameters.inherit, "the environment has no variable \(quoted(name)); set it first")
    }
    if let image = call.container {
      do { return try ContainerEngine.find().identity(of: image) } catch {
        throw ParameterError(ToolParameters.container, "\(error)")
      }
    }
    var digests: [String] = []
    for name in programs(of: call) {
      guard let path = ProgramSearch.path(of: name) else {
        throw missing(name, call)
      }
      if call.version.isEmpty { digests.append("\(name) \(try ProgramSearch.digest(of: path))") }
    }
    return call.version.isEmpty ? digests.joined(separator: ", ") : try version(call)
  }

  /// The programs that have to be there: the command's first word and those under `tools`.
  private static func programs(of call: ToolCall) -> [String] {
    guard !call.usesShell else { return call.tools }
    guard case .text(let name)? = call.words.first else { return call.tools }
    // A script or another input is a file of the job.
    return name.contains("${") ? call.tools : [name] + call.tools
  }

  private static func missing(_ name: String, _ call: ToolCall) -> any Error {
    let sentence =
      name.contains("/")
      ? "there is no program \(quoted(name))"
      : "there is no program \(quoted(name)) in the folders of PATH; install it, or load its module "
        + "first"
    return call.tools.contains(name)
      ? ParameterError(ToolParameters.tools, sentence)
      : ParameterError(ToolParameters.command, sentence)
  }

  private static let versions = Mutex<[[String]: String]>([:])
  /// Seconds that a version command may take.
  private static let patience = 60.0

  private static func version(_ call: ToolCall) throws -> String {
    let words = call.version
    if let known = versions.withLock({ $0[words] }) { return known }
    guard let path = ProgramSearch.path(of: words[0]) else {
      throw ParameterError(
        ToolParameters.version, "there is no program \(quoted(words[0])) in the folders of PATH")
    }
    let said = Mutex<[String]>([])
    let clock = ContinuousClock.now
    let ending: ChildProcess.Ending
    do {
      ending = try ToolProcess(
        path, Array(words.dropFirst()),
        environment: ToolEnvironment.plain(home: "/nonexistent", temporary: "/tmp")
          .merging(ToolEnvironment.inherited(call.inherited)) { $1 }, in: "/"
      ).run {
        guard ContinuousClock.now - clock < .seconds(patience) else {
          throw StageError("took longer than \(Int(patience)) seconds")
        }
      } said: { line in
        said.withLock { if $0.count < 50 { $0.append(line) } }
      }
    } catch {
      throw ParameterError(
        ToolParameters.version, "\(quoted(words.joined(separator: " "))) \(error)")
    }
    let text = said.withLock { $0.joined(separator: "\n") }
    guard ending == .exited(0), !text.isEmpty else {
      throw ParameterError(
        ToolParameters.version,
        "\(quoted(words.joined(separator: " "))) \(text.isEmpty ? "printed nothing" : "failed: \(text)")"
      )
    }
    versions.withLock { $0[words] = text }
    return text
  }
}

/// The environment of a tool: what is declared, and no more than a program needs to start.
enum ToolEnvironment {
  static func plain(home: String, temporary: String) -> [String: String] {
    [
      "PATH": ProgramSearch.searchPath, "HOME": home, "TMPDIR": temporary, "LANG": "C.UTF-8",
      "TZ": "UTC",
    ]
  }

  static func inherited(_ names: [String]) -> [String: String] {
    Dictionary(
      names.compactMap { name in ProgramSearch.variable(name).map { (name, $0) } },
      uniquingKeysWith: { $1 })
  }
}

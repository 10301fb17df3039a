import Glibc
import PipelineKit
import Processes
import Synchronization

/// What runs containers on this machine: Apptainer, Podman or Docker, whichever is there.
struct ContainerEngine: Sendable {
  enum Kind: String, CaseIterable {
    case apptainer, singularity, podman, docker
    /// Whether images are files that it runs as the person who calls it.
    var runsFiles: Bool { self == .apptainer || self == .singularity }
  }

  let kind: Kind
  let path: String

  /// The engines that are there, the preferred one first.
  static var present: [ContainerEngine] {
    Kind.allCases.compactMap { kind in
      ProgramSearch.path(of: kind.rawValue).map { ContainerEngine(kind: kind, path: $0) }
    }
  }

  /// The engine to use: `$LASTBIT_CONTAINER_ENGINE`, or the first that is there.
  ///
  /// - Throws: `StageError` where there is none.
  static func find() throws(StageError) -> ContainerEngine {
    let names = Kind.allCases.map(\.rawValue)
    if let name = ProgramSearch.variable("LASTBIT_CONTAINER_ENGINE"), !name.isEmpty {
      guard let engine = present.first(where: { $0.kind.rawValue == name }) else {
        throw StageError(
          "LASTBIT_CONTAINER_ENGINE asks for \(quoted(name)), which is not there or none of "
            + Listing.text(names))
      }
      return engine
    }
    guard let engine = present.first else {
      throw StageError(
        "nothing here runs containers: there is no \(names.joined(separator: ", no ")) in the "
          + "folders of PATH")
    }
    return engine
  }

  private static let identities = Mutex<[String: String]>([:])

  /// The digest of an image that is on this machine; nothing is fetched.
  ///
  /// - Throws: `StageError` where it is not.
  func identity(of image: String) throws -> String {
    if let known = Self.identities.withLock({ $0["\(kind) \(image)"] }) { return known }
    let identity: String
    if kind.runsFiles {
      guard access(image, R_OK) == 0 else {
        throw StageError(
          "there is no image file \(quoted(image)); make one with '\(kind) pull \(image) "
            + "docker://…'")
      }
      identity = "sha256:\(try ProgramSearch.digest(of: image))"
    } else {
      let (ending, lines) = try call(["image", "inspect", "--format", "{{.Id}}", image])
      guard ending == .exited(0), let id = lines.first(where: { $0.count >= 64 }) else {
        let said = lines.last.map { ": \($0)" } ?? ""
        throw StageError(
          "\(kind) has no image \(quoted(image)) on this machine; fetch it first with "
            + "'\(kind) pull \(image)'\(said)")
      }
      identity = id.hasPrefix("sha256:") ? id : "sha256:\(id)"
    }
    Self.identities.withLock { $0["\(kind) \(image)"] = identity }
    return identity
  }

  /// Runs the engine itself, for at most a minute.
  private func call(_ arguments: [String]) throws -> (ChildProcess.Ending, [String]) {
    let said = Mutex<[String]>([])
    let clock = ContinuousClock.now
    let ending = try ToolProcess(path, arguments, environment: environment, in: "/").run {
      guard ContinuousClock.now - clock < .seconds(60) else {
        throw StageError("\(kind) did not answer for a minute")
      }
    } said: { line in
      said.withLock { $0.append(line) }
    }
    return (ending, said.withLock { $0 })
  }

  /// What the engine itself needs; nothing of it reaches what runs inside.
  var environment: [String: String] {
    ToolEnvironment.plain(home: ProgramSearch.variable("HOME") ?? "/", temporary: "/tmp").merging(
      ToolEnvironment.inherited([
        "XDG_RUNTIME_DIR", "DOCKER_HOST", "CONTAINER_HOST", "CONTAINERS_CONF", "APPTAINER_CACHEDIR",
        "USER",
      ])
    ) { $1 }
  }

  /// The arguments that run a command in an image: without a network, with its folder as the one place
  /// that can be written to, and `in` in it read-only.
  ///
  /// - Parameters:
  ///   - name: of the container, by which it can be ended.
  ///   - environment: of the command.
  func arguments(
    running words: [String], in image: String, folder: String, name: String,
    environment: [(name: String, value: String)]
  ) -> [String] {
    let inputs = "\(folder)/in"
    var result: [String]
    if kind.runsFiles {
      result = ["exec", "--containall", "--cleanenv", "--net", "--network", "none"]
      result += ["--bind", "\(folder):\(folder)", "--bind", "\(inputs):\(inputs):ro"]
      result += ["--pwd", folder]
    } else {
      result = ["run", "--rm", "--name", name, "--network", "none", "--pull", "never"]
      result += ["--volume", "\(folder):\(folder)", "--volume", "\(inputs):\(inputs):ro"]
      result += ["--workdir", folder, "--entrypoint", words[0]]
      // What Podman calls root is the person who calls it.
      if kind == .docker, getuid() != 0 { result += ["--user", "\(getuid()):\(getgid())"] }
    }
    for variable in environment { result += ["--env", "\(variable.name)=\(variable.value)"] }
    result.append(image)
    return result + (kind.runsFiles ? words : Array(words.dropFirst()))
  }

  /// Ends a container whose engine does not end with its client.
  func end(_ name: String) {
    if !kind.runsFiles { _ = try? call(["rm", "--force", name]) }
  }
}

/// Where and from what a result was made, as the header of its file has it, so that chains of results
/// are followed without reading the results themselves.
public struct ResultOrigin: Sendable, Equatable {
  public var machine: Machine
  /// How many threads its kernels could use.
  public var threads: Int
  /// When its stage began, in nanoseconds since 1970.
  public var started: Int
  /// By `port[coordinates]`: `stage`, `port` and `key` of the job that made the input, or the source
  /// `file` with the SHA-256 of its bytes (several files have one each, under `files`).
  public var inputs: [Value.Pair]

  public init(machine: Machine, threads: Int, started: Int, inputs: [Value.Pair]) {
    self.machine = machine
    self.threads = threads
    self.started = started
    self.inputs = inputs
  }

  /// Keys of the results that it was made from, without repetition, in order.
  public var keys: [JobKey] {
    var seen: Set<JobKey> = []
    return inputs.compactMap { $0.value["key"]?.text.flatMap { JobKey(hex: $0) } }
      .filter { seen.insert($0).inserted }
  }

  /// The source files that it was made from, each with the SHA-256 of its bytes.
  public var files: [SourceFile] {
    inputs.flatMap { input -> [SourceFile] in
      if case .list(let files)? = input.value["files"] {
        return files.compactMap { SourceFile($0) }
      }
      return SourceFile(input.value).map { [$0] } ?? []
    }
  }

  /// The line of a header that holds it.
  var line: [Value.Pair] {
    [
      .init(
        "origin",
        .map(
          machine.pairs + [
            .init("threads", .integer(threads)), .init("started", .integer(started)),
            .init("inputs", .map(inputs)),
          ]))
    ]
  }

  /// Reads what `line` holds under `origin`.
  init?(_ value: Value) {
    guard let machine = Machine(value), let threads = value["threads"]?.integer,
      let started = value["started"]?.integer, case .map(let inputs)? = value["inputs"]
    else { return nil }
    self.init(machine: machine, threads: threads, started: started, inputs: inputs)
  }
}

/// A file outside the store that a result was made from.
public struct SourceFile: Sendable, Hashable {
  public var path: String
  /// SHA-256 of its bytes, as `sha256sum` prints it.
  public var digest: String

  public init(path: String, digest: String) {
    self.path = path
    self.digest = digest
  }

  init?(_ value: Value) {
    guard let path = value["file"]?.text, let digest = value["sha256"]?.text else { return nil }
    self.init(path: path, digest: digest)
  }

  var value: Value { ["file": .string(path), "sha256": .string(digest)] }
}

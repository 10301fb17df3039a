internal import Arithmetic
internal import Glibc

/// The program and the machine that computed a result. It is told with the result; no key and no
/// content depends on it.
public struct Machine: Sendable, Hashable {
  /// The commit that the program was built from, `-dirty` where its sources had changes; empty where
  /// the build does not say.
  public var commit: String
  /// Distribution, kernel and architecture: `Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64,
  /// x86_64`.
  public var system: String
  /// The processor's name, or `unknown`.
  public var processor: String
  /// How many processors it has on line.
  public var cores: Int
  /// The instruction level in use, and those that the program and the processor have.
  public var instructions: String
  public var levels: [String]

  public init(
    commit: String, system: String, processor: String, cores: Int, instructions: String,
    levels: [String]
  ) {
    self.commit = commit
    self.system = system
    self.processor = processor
    self.cores = cores
    self.instructions = instructions
    self.levels = levels
  }

  /// The machine that this process runs on.
  ///
  /// - Parameter commit: what the program knows of its build.
  public static func current(commit: String = "") -> Machine {
    Machine(
      commit: commit, system: System.name, processor: Processor.name,
      cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      instructions: Arithmetics.cpu.rawValue,
      levels: InstructionLevel.available.map(\.rawValue))
  }

  /// The commit, or a word for none.
  public var commitText: String { commit.isEmpty ? "unknown" : commit }
}

extension Machine {
  /// The machine as fields of provenance.
  public var pairs: [Value.Pair] {
    [
      .init("commit", .string(commitText)), .init("system", .string(system)),
      .init("processor", .string(processor)), .init("cores", .integer(cores)),
      .init("instructions", .string(instructions)),
      .init("levels", .list(levels.map { .string($0) })),
    ]
  }

  init?(_ value: Value) {
    guard let commit = value["commit"]?.text, let system = value["system"]?.text,
      let processor = value["processor"]?.text, let cores = value["cores"]?.integer,
      let instructions = value["instructions"]?.text, case .list(let levels)? = value["levels"]
    else { return nil }
    self.init(
      commit: commit == "unknown" ? "" : commit, system: system, processor: processor, cores: cores,
      instructions: instructions, levels: levels.compactMap(\.text))
  }
}

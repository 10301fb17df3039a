import ArgumentParser
import Glibc
import PipelineKit

/// How much of this machine a run may use.
struct ExecutionOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp("Cores to keep busy: a number, or all. Default: all.", valueName: "n"))
  var cores: CoreCount?

  @Option(
    help: ArgumentHelp(
      "Memory that running stages may add up to, such as 8GiB or 500MB.", valueName: "8GiB"))
  var memory: ByteCount?

  @Flag(
    name: [.customShort("k"), .long],
    help: "After a failure, go on with what does not depend on it.")
  var keepGoing = false

  @Flag(
    help: """
      Run each job in a process of its own: a crash or a lack of memory fails that job alone, a \
      timeout ends it by force, and its peak memory is its own.
      """)
  var isolate = false

  @Flag(help: "Run everything again and compare with the store; a difference is status 3.")
  var recompute = false

  var options: RunOptions {
    RunOptions(
      cores: cores?.count, memory: memory?.bytes, keepGoing: keepGoing, recompute: recompute)
  }

  /// Makes what jobs run on.
  var makeExecutor: @Sendable () -> any Executor {
    let (options, isolate) = (options, isolate)
    return {
      isolate
        ? IsolatedExecutor(
          program: Self.program, cores: options.cores, memory: options.memory)
        : LocalExecutor(cores: options.cores, memory: options.memory)
    }
  }

  /// The path of this program.
  static var program: String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &path, Int(PATH_MAX))
    guard length > 0 else { return CommandLine.arguments[0] }
    return String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func validate() throws {
    if let count = cores?.count, count < 1 {
      throw ValidationError("--cores must be at least 1, not \(count)")
    }
  }
}

/// A number of cores, or `all` of them.
struct CoreCount: ExpressibleByArgument {
  /// `nil` for all.
  var count: Int?

  init?(argument: String) {
    if argument == "all" { return }
    guard let count = Int(argument) else { return nil }
    self.count = count
  }
}

/// An amount of memory as people write it.
struct ByteCount: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    guard let bytes = Quantity.bytes(argument) else { return nil }
    self.bytes = bytes
  }
}

import Foundation
import Synchronization

/// The built `lastbit`, as a user calls it.
public struct Lastbit: Sendable {
  /// Where it was built: `$LASTBIT_BINARY`, or beside the tests.
  public static let binary: String = {
    if let path = ProcessInfo.processInfo.environment["LASTBIT_BINARY"] { return path }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
      folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
    }
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("lastbit").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return "\(Repository.root)/.build/debug/lastbit"
  }()

  /// What a call left behind.
  public struct Outcome: Sendable {
    public var status: Int32
    public var output: String
    public var messages: String
  }

  /// Working directory of the calls.
  public var folder: String
  public var environment: [String: String]

  public init(in folder: String, environment: [String: String] = [:]) {
    self.folder = folder
    self.environment = environment
  }

  /// Runs to the end.
  public func callAsFunction(_ arguments: String...) throws -> Outcome {
    try start(arguments).wait()
  }

  /// Runs to the end.
  public func call(_ arguments: [String]) throws -> Outcome { try start(arguments).wait() }

  /// Runs a script of the shell, in which `$LASTBIT` is the program.
  public func shell(_ script: String) throws -> Outcome {
    try start(shell: script).wait()
  }

  /// Starts a script of the shell, in which `$LASTBIT` is the program, and returns at once.
  public func start(shell script: String) throws -> Running {
    try start("/bin/sh", ["-c", script])
  }

  /// Starts and returns at once.
  public func start(_ arguments: [String]) throws -> Running {
    try start(Self.binary, arguments)
  }

  private func start(_ program: String, _ arguments: [String]) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["LASTBIT_STORE"] = nil
    environment["LASTBIT"] = Self.binary
    environment.merge(self.environment) { _, new in new }
    process.environment = environment
    // What runs the tests may ignore these, and a program keeps what it finds ignored.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    return try Running(process)
  }

  /// A call that has not ended yet.
  public final class Running: @unchecked Sendable {
    private let process: Process
    private let output = Collector()
    private let messages = Collector()

    fileprivate init(_ process: Process) throws {
      self.process = process
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output.pipe
      process.standardError = messages.pipe
      try process.run()
      output.start()
      messages.start()
    }

    /// Sends a signal.
    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    public var isRunning: Bool { process.isRunning }

    /// Messages so far.
    public var messagesSoFar: String { messages.text }

    /// Waits until the messages contain `text`; false where the process ends before that.
    public func waits(for text: String) -> Bool {
      while process.isRunning {
        if messages.text.contains(text) { return true }
        usleep(5000)
      }
      return messages.text.contains(text)
    }

    /// Waits for the end. The status of a process that a signal killed is 128 and the signal.
    public func wait() -> Outcome {
      process.waitUntilExit()
      let isSignal = process.terminationReason == .uncaughtSignal
      return Outcome(
        status: process.terminationStatus + (isSignal ? 128 : 0), output: output.finish(),
        messages: messages.finish())
    }
  }
}

/// Reads a pipe as it fills, so that the writer never blocks.
private final class Collector: @unchecked Sendable {
  let pipe = Pipe()
  private let bytes = Mutex(Data())
  private let done = DispatchSemaphore(value: 0)

  func start() {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      while true {
        let data = handle.availableData
        if data.isEmpty { break }
        bytes.withLock { $0.append(data) }
      }
      done.signal()
    }
  }

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  func finish() -> String {
    done.wait()
    return text
  }
}

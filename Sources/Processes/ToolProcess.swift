internal import CProcesses
internal import Dispatch
internal import Glibc
// Children without races: swift-subprocess.
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// Another program that runs to its end, in an environment and a folder that are given, in a process
/// group of its own; whatever it starts ends with it.
///
/// What it prints comes through one pipe, in the order in which it is printed.
public struct ToolProcess: Sendable {
  /// A path.
  public var program: String
  public var arguments: [String]
  /// All of it: nothing else reaches the program.
  public var environment: [String: String]
  /// Its working directory.
  public var folder: String
  /// A file that gets its standard output; it comes through the pipe where there is none.
  public var outputFile: String?
  /// Seconds between the request to end (SIGTERM) and the end by force, for the whole group.
  public var grace: Double
  /// Whether what it has started ends with it; not so where it hands work to somebody else.
  public var endsDescendants: Bool

  public init(
    _ program: String, _ arguments: [String], environment: [String: String], in folder: String,
    outputFile: String? = nil, grace: Double = 5, endsDescendants: Bool = true
  ) {
    self.endsDescendants = endsDescendants
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.outputFile = outputFile
    self.grace = grace
  }

  /// Why a program did not start.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// Runs the program and waits for it, on the calling thread.
  ///
  /// - Parameters:
  ///   - wait: called several times a second; once it throws, the program and all that it started are
  ///     ended, and its error is thrown.
  ///   - said: called with each line that the program prints, from another thread.
  /// - Throws: `Failure` where it cannot be started; what `wait` throws.
  public func run(
    while wait: () throws -> Void, said: @escaping @Sendable (String) -> Void
  ) throws -> ChildProcess.Ending {
    let pipe = try Pipe()
    let reader = PipeReader(pipe.reading, said)
    reader.start()
    let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<ChildProcess.Ending, any Error>?>(nil)
    let task = Task.detached {
      let result: Result<ChildProcess.Ending, any Error>
      do { result = .success(try await start(pipe.writing)) } catch { result = .failure(error) }
      outcome.withLock { $0 = result }
      ended.signal()
    }
    var stopped: (any Error)?
    while ended.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      guard stopped == nil else { continue }
      do { try wait() } catch {
        stopped = error
        task.cancel()
      }
    }
    reader.finish()
    if let stopped { throw stopped }
    switch outcome.withLock({ $0 }) {
    case .success(let ending): return ending
    case .failure(let error): throw Failure(description: "\(error)")
    case nil: throw Failure(description: "nothing is known of its end")
    }
  }

  /// - Parameter pipe: where what the program prints goes; closed here.
  private func start(_ pipe: Int32) async throws -> ChildProcess.Ending {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(grace))
    ]
    let mark = DescendantMark()
    var environment = environment
    if endsDescendants { environment[DescendantMark.name] = mark.value }
    var output = pipe
    var errors = dup(pipe)
    if let outputFile {
      output = open(outputFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      close(errors)
      errors = pipe
    }
    guard output >= 0, errors >= 0 else {
      throw Failure(description: "\(outputFile ?? "a pipe") cannot be written to")
    }
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments),
      environment: .custom(
        Dictionary(
          uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0), $1) }
            .compactMap { key, value in key.map { ($0, value) } })),
      workingDirectory: FilePath(folder), platformOptions: options, input: .none,
      output: .fileDescriptor(
        FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
      error: .fileDescriptor(FileDescriptor(rawValue: errors), closeAfterSpawningProcess: true)
    ) { execution in
      // Its number stays its own until it is taken note of, and so does its group's.
      let process = execution.processIdentifier.value
      await Self.end(of: process)
      if endsDescendants {
        kill(-process, SIGKILL)
        mark.endAll()
      }
    }
    return switch result.terminationStatus {
    case .exited(let code): .exited(code)
    case .signaled(let signal): .killed(signal: signal)
    }
  }

  /// Waits until a child has ended, and leaves it as it is.
  private static func end(of process: pid_t) async {
    await onOwnThread {
      var information = siginfo_t()
      while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }
  }
}

/// Both ends of a pipe.
private struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard lastbit_pipe(&ends) == 0 else {
      throw ToolProcess.Failure(description: "there are too many open files")
    }
    reading = ends[0]
    writing = ends[1]
  }
}

import Glibc

/// Wall-clock times and memory of processes.
enum Timing {
  /// The least of several runs, in milliseconds: what the work takes when nothing else disturbs it.
  static func least(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<runs { least = min(least, try once(body)) }
    return least
  }

  /// One run, in milliseconds.
  static func once(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }

  /// The least of at least three runs, and of a second's worth, in milliseconds of this thread's
  /// processor time: what other programs take does not count.
  static func leastProcessorTime(_ body: () -> Void) -> Double {
    var (least, total, runs) = (Double.infinity, 0.0, 0)
    while runs < 3 || total < 1000 {
      let start = processorTime()
      body()
      let time = processorTime() - start
      least = min(least, time)
      total += time
      runs += 1
    }
    return least
  }

  /// One run, in milliseconds of the processor time of all threads together.
  static func processTime(_ body: () throws -> Void) rethrows -> Double {
    let start = processorTime(CLOCK_PROCESS_CPUTIME_ID)
    try body()
    return processorTime(CLOCK_PROCESS_CPUTIME_ID) - start
  }

  private static func processorTime(_ clock: clockid_t = CLOCK_THREAD_CPUTIME_ID) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) * 1e-6
  }

  /// Runs a program to its end, output thrown away.
  ///
  /// Foundation's `Process` notices an end only every 50 ms, which would be all that is measured.
  ///
  /// - Throws: where it cannot be started or fails.
  @discardableResult
  static func run(_ program: String, _ arguments: [String], in folder: String = "/tmp") throws
    -> Usage
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    let words = ["/usr/bin/env", "-C", folder, program] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    guard posix_spawn(&process, words[0], &actions, nil, &pointers, environ) == 0 else {
      throw BenchmarkError("\(program) cannot be started")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    guard status == 0 else { throw BenchmarkError("\(program) ended with wait status \(status)") }
    let times = [usage.ru_utime, usage.ru_stime]
    return Usage(
      memory: usage.ru_maxrss * 1024,
      processorTime: times.reduce(0) { $0 + Double($1.tv_sec) * 1000 + Double($1.tv_usec) / 1000 })
  }

  /// What a program took.
  struct Usage: Sendable {
    /// The most that it held, in bytes.
    var memory: Int
    /// Of the system too, in milliseconds.
    var processorTime: Double
  }
}

/// A measurement that could not be made.
struct BenchmarkError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// A measurement whose peer is not there.
struct SkippedBenchmark: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

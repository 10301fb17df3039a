import PipelineKit

/// What a task's shell has said of its end.
struct TaskExit: Equatable {
  var status: Int
  /// Processes of the task that the system killed for want of memory; `nil` where nothing counts them.
  var memoryKills: Int?

  /// - Parameter line: the status, and the control group's count before and after, `-` or nothing where
  ///   there is none.
  init?(_ line: String) {
    let words = line.split { $0 == " " || $0 == "\n" }
    guard let status = words.first.flatMap({ Int($0) }) else { return nil }
    self.status = status
    if words.count == 3, let before = Int(words[1]), let after = Int(words[2]) {
      memoryKills = max(0, after - before)
    }
  }
}

/// What is known of a task that ended before its jobs did.
struct TaskEnd {
  /// The scheduler's word; empty where it has none.
  var word: String
  var exit: TaskExit?
  /// The last lines that the task printed, or its scheduler for it.
  var said: [String]

  var isCancelled: Bool { if case .cancelled? = reason { true } else { false } }

  private enum Reason {
    case time, memory, memoryOrSomebody, node, cancelled, signal(Int), status(Int)
  }

  /// What schedulers write into a task's output as they end it, where their word does not say why:
  /// Slurm without control groups says `FAILED` of one that took too much memory, and others have no
  /// words here at all.
  private static let memoryWords = [
    "Exceeded job memory limit", "exceeded memory limit", "oom-kill event", "oom_kill event",
    "TERM_MEMLIMIT", "job killed: mem", "job killed: vmem",
  ]
  private static let timeWords = ["DUE TO TIME LIMIT", "TERM_RUNLIMIT", "job killed: walltime"]

  private func says(_ words: [String]) -> Bool {
    said.contains { line in words.contains { line.contains($0) } }
  }

  private var reason: Reason? {
    switch word {
    case "TIMEOUT", "DEADLINE": return .time
    case "OUT_OF_MEMORY": return .memory
    case "NODE_FAIL", "BOOT_FAIL", "PREEMPTED": return .node
    default: break
    }
    if exit == nil {
      if says(Self.memoryWords) { return .memory }
      if says(Self.timeWords) { return .time }
    }
    if word.hasPrefix("CANCELLED") { return .cancelled }
    switch exit?.status {
    case 137:
      switch exit?.memoryKills {
      case nil: return .memoryOrSomebody
      case 0: return .signal(9)
      default: return .memory
      }
    case let status? where status > 128: return .signal(status - 128)
    case let status? where status != 0: return .status(status)
    default: return nil
    }
  }

  /// The last lines, for behind a sentence.
  var words: String { said.isEmpty ? "" : ": \(said.suffix(3).joined(separator: "; "))" }

  /// What the task's jobs failed of; `nil` where that is a node's fault, or nobody knows.
  var failure: JobOutcome? {
    switch reason {
    case nil, .node: return nil
    case .time:
      return .failed(
        cause: "the cluster ended it because its time was over; ask for more under 'resources'",
        nil, of: .timeout)
    case .memory:
      return .failed(
        cause:
          "the cluster ended it because it took more memory than it had asked for; ask for more "
          + "under 'resources'", nil, of: .memory)
    case .memoryOrSomebody:
      return .failed(
        cause:
          "its process was killed (signal 9), as the system does where memory runs out; ask for "
          + "more under 'resources'\(words)", nil, of: .memory)
    case .cancelled:
      return .failed(cause: "somebody cancelled its task", nil, of: .other)
    case .signal(9):
      return .failed(
        cause: "its process was killed (signal 9), and not for want of memory\(words)", nil,
        of: .other)
    case .signal(let number):
      return .failed(cause: "its process crashed (signal \(number))\(words)", nil, of: .other)
    case .status(let status):
      return .failed(cause: "its task ended with status \(status)\(words)", nil, of: .other)
    }
  }
}

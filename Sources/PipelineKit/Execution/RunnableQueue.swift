/// Jobs that wait for room.
///
/// Those that ask for the same cores and memory stand in one line: where the first of a line does not fit,
/// none of it does, and none of it is asked about. So what it takes to find the next job does not grow with
/// their number.
struct RunnableQueue {
  /// What room depends on; time is only a limit.
  struct Ask: Hashable {
    var cores: Int
    var memory: Int?

    init(_ resources: Resources) {
      cores = resources.cores
      memory = resources.memory
    }
  }

  /// Jobs with their numbers in the order in which all came.
  private var lines: [Ask: Queue<(number: Int, job: Int)>] = [:]
  private var count = 0

  mutating func append(_ job: Int, asking resources: Resources) {
    lines[Ask(resources), default: Queue()].append((count, job))
    count += 1
  }

  /// The job that came first of those in lines that are not `refused`.
  func first(besides refused: Set<Ask>) -> (job: Int, ask: Ask)? {
    var best: (number: Int, job: Int, ask: Ask)?
    for (ask, line) in lines where !refused.contains(ask) {
      guard let entry = line.first else { continue }
      if let best, best.number < entry.number { continue }
      best = (entry.number, entry.job, ask)
    }
    return best.map { ($0.job, $0.ask) }
  }

  /// Lets the first job of a line leave.
  mutating func removeFirst(of ask: Ask) {
    guard let index = lines.index(forKey: ask) else { return }
    _ = lines.values[index].popFirst()
    if lines.values[index].isEmpty { lines.remove(at: index) }
  }
}

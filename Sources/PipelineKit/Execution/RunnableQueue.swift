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

  private struct Line {
    /// Jobs with their numbers in the order in which all came.
    var entries: [(number: Int, job: Int)] = []
    /// Those before have left.
    var first = 0
  }

  private var lines: [Ask: Line] = [:]
  private var count = 0

  mutating func append(_ job: Int, asking resources: Resources) {
    lines[Ask(resources), default: Line()].entries.append((count, job))
    count += 1
  }

  /// The job that came first of those in lines that are not `refused`.
  func first(besides refused: Set<Ask>) -> (job: Int, ask: Ask)? {
    var best: (number: Int, job: Int, ask: Ask)?
    for (ask, line) in lines where !refused.contains(ask) {
      let entry = line.entries[line.first]
      if let best, best.number < entry.number { continue }
      best = (entry.number, entry.job, ask)
    }
    return best.map { ($0.job, $0.ask) }
  }

  /// Lets the first job of a line leave.
  mutating func removeFirst(of ask: Ask) {
    guard let index = lines.index(forKey: ask) else { return }
    lines.values[index].first += 1
    if lines.values[index].first == lines.values[index].entries.count { lines.remove(at: index) }
  }
}

import PipelineKit

/// What a run says for good, each thing once: equal warnings with a count, equal failures by their
/// first.
///
/// Warnings wait until all jobs of the stage have ended, so that their number is known.
struct RunMessages {
  /// Warnings of one stage that say the same.
  private struct Warning {
    var sentence: String
    var isOneSentence = true
    /// Jobs that gave it.
    var jobs: [Int] = []
  }

  private struct Kind: Hashable {
    var stage: String
    var likeness: String
  }

  private var order: [Kind] = []
  private var warnings: [Kind: Warning] = [:]
  /// What was said once is only counted when later stages say it too.
  private var said: Set<String> = []
  private var repeated: [String: Int] = [:]
  private var failures: [Kind: Int] = [:]
  /// Different failures that are told as they come; the run's end has all.
  private static let mostFailures = 20

  /// Kinds of warnings so far.
  var warningCount: Int { said.union(order.map(\.likeness)).count }

  mutating func warn(_ sentence: String, of job: Job) {
    let likeness = Likeness.of(sentence, at: job.coordinates)
    if said.contains(likeness) {
      repeated[job.stage, default: 0] += 1
      return
    }
    let kind = Kind(stage: job.stage, likeness: likeness)
    if warnings[kind] == nil { order.append(kind) }
    var warning = warnings[kind] ?? Warning(sentence: sentence)
    if warning.sentence != sentence { warning.isOneSentence = false }
    if !warning.jobs.contains(job.id) { warning.jobs.append(job.id) }
    warnings[kind] = warning
  }

  /// Warnings of stages that have come to an end, or all that are left.
  mutating func takeWarnings(
    in progress: ProgressState, where isOver: (String) -> Bool = { _ in true }
  ) -> [String] {
    var lines: [String] = []
    var left: [Kind] = []
    for kind in order {
      guard isOver(kind.stage) else {
        left.append(kind)
        continue
      }
      guard let warning = warnings.removeValue(forKey: kind) else { continue }
      if said.insert(kind.likeness).inserted {
        lines.append(Self.line(warning, progress.jobs))
      } else {
        repeated[kind.stage, default: 0] += warning.jobs.count
      }
    }
    order = left
    return lines
  }

  /// What there is to add once the run is over.
  mutating func closingLines(in progress: ProgressState) -> [String] {
    let lines = takeWarnings(in: progress)
    guard !repeated.isEmpty else { return lines }
    let parts = repeated.sorted { $0.key < $1.key }.map { "\(Counted.text($1, "time")) by '\($0)'" }
    return lines + ["warnings as above were given again \(parts.joined(separator: ", "))"]
  }

  private static func line(_ warning: Warning, _ jobs: [Job]) -> String {
    let places = warning.jobs.sorted()
    let first = jobs[places[0]]
    let sentence = JobLabel.printable(warning.sentence)
    guard warning.jobs.count > 1 else { return "warning: \(first.title): \(sentence)" }
    let most = 3
    var named = places.prefix(most).map { "\(jobs[$0].shown)" }
    if places.count > most { named.append("…") }
    let such = warning.isOneSentence ? "" : ", such as"
    return "warning: \(first.stage), \(warning.jobs.count) jobs "
      + "(\(JobLabel.printable(named.joined(separator: "; "))))\(such): \(sentence)"
  }

  /// What a failure says at once.
  enum FailureText {
    /// It is the first of its kind.
    case whole
    /// Another job failed like this before.
    case like(Int)
    /// There are too many kinds; the end lists them.
    case later
  }

  mutating func note(_ failure: JobFailure) -> FailureText {
    let kind = Kind(
      stage: failure.stage, likeness: Likeness.of(failure.cause, at: failure.coordinates))
    if let first = failures[kind] { return .like(first) }
    guard failures.count < Self.mostFailures else { return .later }
    failures[kind] = failure.job
    return .whole
  }
}

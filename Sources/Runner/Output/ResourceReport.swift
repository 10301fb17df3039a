import PipelineKit

/// What the stages of a manifest will need, by what jobs of theirs have needed in runs so far.
///
/// Time is the 95th percentile of the runs that are known, for limits, and their mean, for sums; memory
/// is the most of any; disk is the mean size of results.
struct ResourceReport {
  /// One stage.
  struct Stage {
    var name: String
    var jobs: Int
    /// Jobs that would run, or wait for some that would.
    var toRun: Int
    var cores: Int
    /// Runs that are known.
    var runs: Int
    var meanSeconds: Double?
    var likelySeconds: Double?
    var peakMemory: Int?
    var meanBytes: Int?

    var coreHours: Double? { meanSeconds.map { $0 * Double(toRun * cores) / 3600 } }
    /// What the manifest could say under `resources`: half as much again as was needed.
    var memoryToAsk: Int? { peakMemory.map { ((($0 / 2 * 3) + (1 << 28) - 1) >> 28) << 28 } }
  }

  let stages: [Stage]
  /// Runs of a stage that are looked at, the last ones.
  private static let mostRuns = 50

  init(_ experiment: Experiment, _ plan: Plan) {
    let runs = Dictionary(
      grouping: experiment.store.runs().filter { $0.status == .done && $0.duration > 0 },
      by: \.stage)
    let sizes = Dictionary(
      ((try? experiment.store.objects()) ?? []).map { ($0.key, $0.bytes) },
      uniquingKeysWith: { first, _ in first })
    let jobs = Dictionary(grouping: plan.jobs, by: { experiment.graph.jobs[$0.job.id].stage })
    stages = experiment.graph.stages.map { node in
      let own = jobs[node.name] ?? []
      let known = (runs[node.name] ?? []).sorted { $0.ended > $1.ended }.prefix(Self.mostRuns)
      let durations = known.map(\.duration).sorted()
      let peaks = known.compactMap { run -> Int? in
        let facts = (try? experiment.store.provenance(of: run.key)) ?? []
        guard case .integer(let peak)? = facts.first(where: { $0.key == "peak_memory" })?.value
        else { return nil }
        return peak
      }
      let bytes = known.compactMap { sizes[$0.key] }
      return Stage(
        name: node.name, jobs: own.count, toRun: own.count { $0.state.isOutstanding },
        cores: max(1, own.first?.job.resources.cores ?? 1), runs: known.count,
        meanSeconds: durations.isEmpty
          ? nil : durations.reduce(0, +) / Double(durations.count),
        likelySeconds: durations.isEmpty
          ? nil : durations[min(durations.count - 1, durations.count * 95 / 100)],
        peakMemory: peaks.max(), meanBytes: bytes.isEmpty ? nil : bytes.reduce(0, +) / bytes.count)
    }
  }

  /// A line a stage, and the sum.
  var text: String {
    let rows = stages.map { stage in
      [
        stage.name, "\(stage.toRun) of \(stage.jobs)", "\(stage.cores)",
        stage.runs == 0 ? "not known" : "\(stage.runs)",
        stage.likelySeconds.map(Self.duration) ?? "–",
        stage.peakMemory.map { ByteText.text($0) } ?? "–",
        stage.meanBytes.map { ByteText.text($0 * stage.toRun) } ?? "–",
        stage.coreHours.map { Self.hours($0) } ?? "–",
      ]
    }
    let table = TextTable(
      header: ["stage", "to run", "cores", "runs", "time (95 %)", "memory", "disk", "core-hours"],
      rows: rows, rightAligned: [1, 2, 3, 4, 5, 6, 7])
    return table.text + "\n" + sum
  }

  private var sum: String {
    let hours = stages.compactMap(\.coreHours).reduce(0, +)
    let unknown = stages.filter { $0.toRun > 0 && $0.runs == 0 }.map(\.name)
    let known = "About \(Self.hours(hours)) core-hours"
    return unknown.isEmpty
      ? known + "." : known + ", and what nothing is known of yet: \(Listing.text(unknown))."
  }

  var value: Value {
    .list(
      stages.map { stage in
        [
          "stage": .string(stage.name), "jobs": .integer(stage.jobs),
          "toRun": .integer(stage.toRun), "cores": .integer(stage.cores),
          "runs": .integer(stage.runs),
          "meanSeconds": stage.meanSeconds.map { .number($0) } ?? .null,
          "likelySeconds": stage.likelySeconds.map { .number($0) } ?? .null,
          "peakMemory": stage.peakMemory.map { .integer($0) } ?? .null,
          "memoryToAsk": stage.memoryToAsk.map { .integer($0) } ?? .null,
          "meanBytes": stage.meanBytes.map { .integer($0) } ?? .null,
          "coreHours": stage.coreHours.map { .number($0) } ?? .null,
        ]
      })
  }

  private static func hours(_ hours: Double) -> String {
    let hundredths = Int((hours * 100).rounded(.up))
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\((whole + 59) / 60) min" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

extension JobPlan.State {
  /// Whether the job has no result yet.
  fileprivate var isOutstanding: Bool {
    switch self {
    case .cached: false
    case .willRun(_, _, let shared): shared == nil
    case .waits, .problem: true
    }
  }
}

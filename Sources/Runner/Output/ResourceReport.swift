import PipelineKit

/// What a run will take, in words: a table of stages, and one sentence.
struct ResourceReport {
  let cost: RunCost
  /// Cores that the time is told for.
  let cores: Int

  init(_ experiment: Experiment, _ plan: Plan, cores: Int = RunOptions().cores) {
    cost = RunCost(experiment, plan, ResourceForecast(experiment.store))
    self.cores = cores
  }

  /// A line a stage, and the sum.
  var text: String {
    let rows = cost.stages.map { stage in
      [
        stage.name, "\(stage.toRun) of \(stage.jobs)", "\(stage.cores)",
        stage.toRun == 0 ? "" : stage.runs == 0 ? "not known" : "\(stage.runs)",
        stage.likelySeconds.map(Self.duration) ?? "–",
        stage.memory.map { ByteText.text($0) } ?? "–",
        stage.runs > 0 ? ByteText.text(stage.bytes) : "–",
        stage.coreHours.map { Self.hours($0) } ?? "–",
      ]
    }
    let table = TextTable(
      header: ["stage", "to run", "cores", "runs", "time (95 %)", "memory", "disk", "core-hours"],
      rows: rows, rightAligned: [1, 2, 3, 4, 5, 6, 7])
    return table.text + "\n"
      + (sentence ?? "What it will take is not known: no job of it ever ran.")
  }

  /// What the whole will take; `nil` where nothing is known of it.
  var sentence: String? {
    guard cost.isKnown else { return nil }
    let known =
      "About \(Self.hours(cost.coreSeconds / 3600)) core-hours, "
      + "\(Self.duration(cost.seconds(on: cores))) on \(Counted.text(cores, "core")), "
      + "and \(ByteText.text(cost.bytes)) in the store"
    return cost.unknown.isEmpty
      ? known + "."
      : known + ", beside what nothing is known of yet: \(Listing.text(cost.unknown))."
  }

  var value: Value { cost.value }

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

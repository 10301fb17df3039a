internal import Files

/// Looks for exports that cannot be written, or that would be written over each other or over what the
/// run reads. Files are compared by what paths lead to, not by their spelling.
struct ExportCheck {
  private let reads: ReadFiles
  private let diagnostics: DiagnosticCollector
  private var target = ExportTarget()
  private var writers: [FilePlace: (job: Job, path: String)] = [:]
  /// Stages of which a target was reported, with what is wrong: all their jobs may share it.
  private var reported: Set<[String]> = []

  init(reads: some Sequence<ReadFile>, _ diagnostics: DiagnosticCollector) {
    self.reads = ReadFiles(reads)
    self.diagnostics = diagnostics
  }

  mutating func check(_ jobs: [Job]) {
    for job in jobs {
      for path in job.exports.flatMap(\.paths) {
        let place = FilePlace(path)
        if let read = reads[place] {
          let also = read.path == path ? "" : ", which \(quoted(path)) leads to"
          diagnostics.error(
            "stage '\(job.stage)' would export over \(read.described)\(also)", at: job.mark)
        } else if let problem = target.problem(with: path) {
          guard reported.insert([job.stage, problem]).inserted else { continue }
          diagnostics.error(
            "stage '\(job.stage)' cannot export to \(quoted(path)): \(problem)", at: job.mark)
        }
        if let other = writers.updateValue((job, path), forKey: place) {
          report(job, other.job, path, other.path)
        }
      }
    }
    for (place, writer) in writers.sorted(by: { $0.value.job.id < $1.value.job.id }) {
      guard let above = place.missingFolders.compactMap({ writers[$0] }).first else {
        continue
      }
      diagnostics.error(
        "stage '\(writer.job.stage)' exports to \(quoted(writer.path)), but stage "
          + "'\(above.job.stage)' exports a file, not a folder, to \(quoted(above.path))",
        at: writer.job.mark)
    }
  }

  private func report(_ job: Job, _ other: Job, _ path: String, _ otherPath: String) {
    let both =
      path == otherPath ? quoted(path) : "\(quoted(path)), which is \(quoted(otherPath)) too"
    guard job.stage == other.stage else {
      diagnostics.error(
        "stages '\(other.stage)' and '\(job.stage)' both export to \(both)", at: job.mark)
      return
    }
    let axes = zip(other.coordinates.entries, job.coordinates.entries)
      .filter { $0 != $1 }.map { "$" + $0.0.axis }
    diagnostics.error(
      "stage '\(job.stage)' exports more than one result to \(both)", at: job.mark,
      hint: axes.isEmpty
        ? "give each port a path of its own"
        : "put \(axes.joined(separator: " and ")) in the path")
  }
}

/// Writes the outputs of one job that leave the store, where their files are missing or differ.
struct JobExporter: Sendable {
  let experiment: Experiment
  let job: Job
  let key: JobKey
  let result: Store.Result
  let permit: ExportPermit

  enum Outcome: Sendable {
    /// Paths that were written.
    case done([String])
    case failed(String)
    /// The job's own result is damaged: it must run again.
    case damaged(DamagedObject)
  }

  /// The exports whose files are not there as they were written, or were written by other readers.
  var outstanding: [Export] { experiment.outstandingExports(of: job, result) }

  func run() -> Outcome {
    var written: [String] = []
    for export in outstanding {
      do {
        // Links and files may have changed since the run began.
        for path in export.paths { try permit.check(path) }
        var artifact = try experiment.store.load(key, port: export.port)
        artifact = experiment.graph.names.shown(artifact)
        if let axes = export.axes {
          artifact = try experiment.catalog.reader.joined([(axes, artifact)])
        }
        try Files.makeFolder(Files.parent(of: export.path))
        try experiment.catalog.reader.write(
          artifact, to: export.path,
          description: Experiment.description(of: job.kind, versions: experiment.versions))
        if let digest = experiment.digest(of: export, result) {
          try experiment.store.noteExport(digest, to: export.path)
        }
        written.append(export.path)
      } catch let damage as DamagedObject {
        return .damaged(damage)
      } catch {
        return .failed("cannot export '\(export.port)' to '\(export.path)': \(error)")
      }
    }
    return .done(written)
  }
}

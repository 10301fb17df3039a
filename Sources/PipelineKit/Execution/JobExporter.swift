/// Writes the outputs of one job that leave the store, where their files are missing or differ.
struct JobExporter: Sendable {
  let experiment: Experiment
  let job: Job
  let key: JobKey
  let result: Store.Result
  let permit: ExportPermit
  /// Results that led here of which something is expected, for documents that tell of the run.
  let expected: [(job: Job, result: Store.Result)]

  enum Outcome: Sendable {
    /// Paths that were written.
    case done([String])
    case failed(path: String, cause: String)
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
        try Files.makeFolder(Files.parent(of: export.path))
        if !experiment.isExported(export, result) { written.append(try write(export)) }
        if let sidecar = export.sidecar, !experiment.hasSidecar(export, result) {
          written.append(try write(sidecar, of: export))
        }
      } catch let damage as DamagedObject {
        return .damaged(damage)
      } catch {
        return .failed(
          path: export.path, cause: "cannot export '\(export.port)' to '\(export.path)': \(error)")
      }
    }
    return .done(written)
  }

  private var owner: ExportOwner {
    ExportOwner(
      manifest: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates)
  }

  private func write(_ export: Export) throws -> String {
    let store = experiment.store
    let reader = experiment.catalog.reader
    var artifact = try store.load(key, port: export.port)
    artifact = experiment.graph.names.shown(artifact)
    if let axes = export.axes { artifact = try reader.joined([(axes, artifact)]) }
    artifact = try reader.leaving(artifact, names: experiment.graph.names) {
      var provenance = try store.wholeProvenance(of: key)
      provenance.unmet = experiment.unmet(expected)
      return provenance
    }
    try reader.write(
      artifact, to: export.path,
      description: Experiment.description(of: job.kind, key: key, versions: experiment.versions))
    if let digest = experiment.digest(of: export, result) {
      try store.noteExport(digest, to: export.path, of: owner)
    }
    return export.path
  }

  private func write(_ sidecar: String, of export: Export) throws -> String {
    let store = experiment.store
    try ExportSidecar(of: [key], port: export.port, in: store).write(to: sidecar)
    if let digest = experiment.sidecarDigest(of: export, result) {
      try store.noteExport(digest, to: sidecar, of: owner)
    }
    return sidecar
  }
}

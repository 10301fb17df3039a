/// Writes the outputs of one job that leave the store, where their files are missing or differ.
struct JobExporter: Sendable {
  let experiment: Experiment
  let job: Job
  let key: JobKey
  let result: Store.Result

  enum Outcome: Sendable {
    /// Paths that were written.
    case done([String])
    case failed(String)
    /// The job's own result is damaged: it must run again.
    case damaged(DamagedObject)
  }

  /// The exports whose files are not there as they were written, or were written by other readers.
  var outstanding: [Export] {
    job.exports.filter { export in
      guard let digest = digest(of: export) else { return true }
      return !experiment.store.isExported(digest, to: export.path)
    }
  }

  func run() -> Outcome {
    var written: [String] = []
    for export in outstanding {
      do {
        var artifact = try experiment.store.load(key, port: export.port)
        artifact = experiment.graph.names.shown(artifact)
        if let axes = export.axes {
          artifact = try experiment.catalog.reader.joined([(axes, artifact)])
        }
        try Files.makeFolder(Files.parent(of: export.path))
        try experiment.catalog.reader.write(artifact, to: export.path)
        if let digest = digest(of: export) {
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

  /// What the file of an export depends on: the artifact and the version of what writes it.
  private func digest(of export: Export) -> Digest? {
    guard let content = result.digests[export.port] else { return nil }
    var hasher = FieldHasher()
    hasher.add(tag: "writer", experiment.catalog.reader.version)
    hasher.add(tag: "content", content)
    if result.types[export.port] == .table, !experiment.graph.names.isEmpty {
      hasher.add(tag: "names", experiment.graph.names.fingerprint)
    }
    for entry in export.axes?.entries ?? [] { hasher.add(tag: entry.axis, entry.value) }
    return hasher.finalize()
  }
}

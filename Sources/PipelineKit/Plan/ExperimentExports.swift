/// What a run has to export.
extension Experiment {
  /// The exports of a result whose files are not there as they were written, or were written by other
  /// readers.
  func outstandingExports(of job: Job, _ result: Store.Result) -> [Export] {
    job.exports.filter { export in
      guard let digest = digest(of: export, result) else { return true }
      return !store.isExported(digest, to: export.path)
    }
  }

  /// What the file of an export depends on: the artifact and the version of what writes it.
  func digest(of export: Export, _ result: Store.Result) -> Digest? {
    guard let content = result.digests[export.port] else { return nil }
    var hasher = FieldHasher()
    hasher.add(tag: "writer", catalog.reader.version)
    hasher.add(tag: "content", content)
    if result.types[export.port] == .table, !graph.names.isEmpty {
      hasher.add(tag: "names", graph.names.fingerprint)
    }
    for entry in export.axes?.entries ?? [] { hasher.add(tag: entry.axis, entry.value) }
    return hasher.finalize()
  }

  /// The exports that must not be written, before any is: into the store, or over files that lastbit
  /// did not write.
  ///
  /// - Parameter overwrites: whether the latter may be.
  public func exportProblems(overwrites: Bool) -> [Diagnostic] {
    let permit = ExportPermit(self, overwrites: overwrites)
    var diagnostics: [Diagnostic] = []
    var refused: [(job: Job, paths: [String])] = []
    var positions: [String: Int] = [:]
    for job in graph.jobs {
      for path in job.exports.flatMap(\.paths) {
        do { try permit.check(path) } catch {
          guard case .foreign = error else {
            diagnostics.append(Diagnostic(.error, "stage '\(job.stage)': \(error)", at: job.mark))
            continue
          }
          let position = positions[job.stage] ?? refused.count
          positions[job.stage] = position
          if position == refused.count { refused.append((job, [])) }
          refused[position].paths.append(path)
        }
      }
    }
    for (job, paths) in refused {
      let (what, them) = paths.count == 1 ? ("a file", "it") : ("\(paths.count) files", "them")
      diagnostics.append(
        Diagnostic(
          .error,
          "stage '\(job.stage)' would export over \(what) that lastbit did not write, or that "
            + "changed since: \(Listing.text(paths))", at: job.mark,
          hint: "move \(them) away, or run with --overwrite"))
    }
    return diagnostics
  }
}

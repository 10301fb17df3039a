/// What a run has to export.
extension Experiment {
  /// The exports of a result whose files are not there as they were written, or were written by other
  /// readers.
  func outstandingExports(of job: Job, _ result: Store.Result) -> [Export] {
    job.exports.filter { !isExported($0, result) || !hasSidecar($0, result) }
  }

  func isExported(_ export: Export, _ result: Store.Result) -> Bool {
    guard let digest = digest(of: export, result) else { return false }
    return store.isExported(digest, to: export.path)
  }

  /// Whether the sidecar is there as it was written, or none is asked for.
  func hasSidecar(_ export: Export, _ result: Store.Result) -> Bool {
    guard let sidecar = export.sidecar else { return true }
    guard let digest = sidecarDigest(of: export, result) else { return false }
    return store.isExported(digest, to: sidecar)
  }

  /// What a sidecar depends on: the file that it lies beside, and the result that this comes from.
  func sidecarDigest(of export: Export, _ result: Store.Result) -> Digest? {
    guard let content = digest(of: export, result) else { return nil }
    var hasher = FieldHasher()
    hasher.add(tag: "sidecar", ExportSidecar.version)
    hasher.add(tag: "content", content)
    hasher.add(tag: "key", result.key.digest)
    return hasher.finalize()
  }

  /// What the file of an export depends on: the artifact and the version of what writes it.
  func digest(of export: Export, _ result: Store.Result) -> Digest? {
    guard let content = result.digests[export.port] else { return nil }
    var hasher = FieldHasher()
    hasher.add(tag: "writer", catalog.reader.version)
    hasher.add(tag: "content", content)
    let hasNames = [.table, .record].contains(result.types[export.port])
    if hasNames, !graph.names.isEmpty {
      hasher.add(tag: "names", graph.names.fingerprint)
    }
    // Pages tell of what is not as expected, which no key holds.
    if result.types[export.port] == .record, let expected = graph.expectationsFingerprint {
      hasher.add(tag: "expectations", expected)
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

import Glibc
import PipelineKit

/// A result in a store, and the run that made or last used it, where the store remembers one.
struct StoredResult {
  var key: JobKey
  var run: RunRecord?
  /// What its manifest calls values along axes.
  var names = AxisNames()

  /// The coordinates with the names that the manifest gives to values.
  var shown: Coordinates { names.shown(run?.coordinates ?? Coordinates()) }

  /// `warp repeat=3`, or the key.
  var title: String {
    guard let run else { return key.description }
    return shown.entries.isEmpty ? run.stage : "\(run.stage) \(shown)"
  }
}

extension Selection {
  /// The results that are meant, in the order of their coordinates.
  ///
  /// - Parameter manifest: the manifest's name, file or id. Of those it may mean the one that ran
  ///   last counts, with the params it had.
  /// - Throws: `Diagnostics` where there are none.
  func results(in store: Store, manifest: String?) throws -> [StoredResult] {
    let runs = store.runs().filter { $0.status != .failed }
    let ofStage = runs.filter { $0.stage == name && (manifest.map($0.source.isNamed) ?? true) }
    let sources = Set(ofStage.map(\.source))
    guard let latest = store.manifests().first(where: { sources.contains($0.manifest) })?.manifest
    else { return [try byKey(in: store, stages: Set(runs.map(\.stage)))] }
    let names = store.names(of: latest)
    let found = ofStage.filter {
      $0.source == latest && matches(stage: $0.stage, $0.coordinates, names)
    }
    guard !found.isEmpty else {
      let places = ofStage.map { names.shown($0.coordinates) }.filter { !$0.entries.isEmpty }
      let known = places.prefix(5).map { "[\(Self.bracketed($0))]" }
      throw Diagnostics([
        Diagnostic(
          .error, "no result of '\(name)' is at '\(description)'",
          hint: known.isEmpty
            ? "it has no axes"
            : "there are \(known.joined(separator: ", "))\(places.count > 5 ? ", …" : "")")
      ])
    }
    return found.sorted { $0.coordinates.isBefore($1.coordinates) }
      .map { StoredResult(key: $0.key, run: $0, names: names) }
  }

  /// Coordinates as a selection spells them.
  static func bracketed(_ coordinates: Coordinates) -> String {
    coordinates.entries.map { "\($0.axis)=\($0.value)" }.joined(separator: ", ")
  }

  private func byKey(in store: Store, stages: Set<String>) throws -> StoredResult {
    let keys = name.count >= 4 ? try store.keys().filter { "\($0)".hasPrefix(name) } : []
    if keys.count == 1, let key = keys.first {
      let run = store.runs().filter { $0.key == key }.max { $0.ended < $1.ended }
      let names = run.map { store.names(of: $0.source) } ?? AxisNames()
      return StoredResult(key: key, run: run, names: names)
    }
    guard access(store.folder, F_OK) == 0 else {
      throw Diagnostics([
        Diagnostic(
          .error, "there is no store '\(store.folder)'",
          hint: "'lastbit run' makes one; --store names another")
      ])
    }
    let message =
      keys.isEmpty
      ? "the store '\(store.folder)' has no result of a stage '\(name)', and no key begins so"
      : "\(keys.count) keys begin with '\(name)'"
    throw Diagnostics([
      Diagnostic(.error, message, hint: Suggestion.hint(for: name, among: stages.sorted()))
    ])
  }
}

extension Coordinates {
  /// Order for listings: by axis values, numbers by size.
  fileprivate func isBefore(_ other: Coordinates) -> Bool {
    for (mine, theirs) in zip(entries, other.entries) where mine.value != theirs.value {
      if let first = Double(mine.value), let second = Double(theirs.value) {
        return first < second
      }
      return mine.value < theirs.value
    }
    return entries.count < other.entries.count
  }
}

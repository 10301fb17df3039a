/// A file that an earlier run of a manifest exported and that a run exports no more: of a subject that
/// is gone, or from before a path was changed.
public struct StaleExport: Sendable, Equatable {
  /// Absolute.
  public var path: String
  /// The job that it was exported of.
  public var stage: String
  public var coordinates: Coordinates

  public var value: Value {
    [
      "path": .string(path), "stage": .string(stage), "coordinates": coordinates.value,
    ]
  }
}

extension Experiment {
  /// Files that earlier runs of this manifest with these params exported, that are still there as they
  /// were written, and that it exports no more. Nothing is known where only a part of it is run.
  public func staleExports() -> [StaleExport] {
    guard graph.isWhole else { return [] }
    let current = Set(graph.jobs.flatMap { $0.exports.flatMap(\.paths) })
    return store.exports(of: graph.manifest).filter { !current.contains($0.path) }
  }
}

import PipelineKit

/// What the headers of source files show to be wrong, before jobs read them.
enum SourceProblems {
  /// Prints what does not stop a call.
  ///
  /// - Parameters:
  ///   - stops: whether a call ends where a job is sure to fail; it goes on with a warning otherwise.
  ///   - readsWhole: reads all of files that have no header.
  /// - Returns: the warnings.
  /// - Throws: `Diagnostics`.
  @discardableResult
  static func check(_ graph: JobGraph, stops: Bool, readsWhole: Bool = false) throws(Diagnostics)
    -> [Diagnostic]
  {
    var inspection = SourceInspection(graph, .standard, readsWhole: readsWhole)
    var found = inspection.problems()
    if stops, found.contains(where: { $0.severity == .error }) { throw Diagnostics(found) }
    for index in found.indices { found[index].severity = .warning }
    if !found.isEmpty { Terminal.printMessage(Diagnostics(found).rendered) }
    return found
  }
}

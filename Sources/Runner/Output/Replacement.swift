import PipelineKit

/// Files that a call would replace.
enum Replacement {
  /// - Throws: `Diagnostics` where a file is there that lastbit did not write, or that changed since.
  static func check(_ paths: [String], in store: Store) throws(Diagnostics) {
    let refused = paths.filter { !store.mayReplace(WorkingFolder.absolute($0)) }
    guard !refused.isEmpty else { return }
    throw Diagnostics(
      refused.map { path in
        Diagnostic(
          .error, "lastbit did not write '\(path)', or it changed since",
          hint: "name another file, or replace it with --overwrite")
      })
  }
}

import PipelineKit

/// Which results go to which file: one file a result, or tables of several results in one.
struct FileGroups {
  /// What one file gets.
  struct Group {
    var path: String
    var results: [StoredResult]
  }

  private(set) var groups: [Group] = []

  /// - Parameters:
  ///   - results: what `selection` names, not empty.
  ///   - path: the file; `$axis` in it makes one file for each value along the axis.
  /// - Throws: `Diagnostic` where the path names what is no axis.
  init(_ results: [StoredResult], path: String) throws(Diagnostic) {
    let template = try ExportPath(path)
    var places: [String: Int] = [:]
    for result in results {
      let path = try template.path(at: result.shown)
      if let place = places[path] {
        groups[place].results.append(result)
      } else {
        places[path] = groups.count
        groups.append(Group(path: path, results: [result]))
      }
    }
  }
}

extension Selection {
  /// The axes of a result for which neither this selection nor the path of a file gives a value.
  func openAxes(of result: StoredResult, path: ExportPath) -> [String] {
    guard let run = result.run, run.stage == name else { return [] }
    let given = Set(coordinates.map(\.axis) + path.names)
    return run.coordinates.entries.map(\.axis).filter { !given.contains($0) }
  }
}

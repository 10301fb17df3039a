internal import Files
import Synchronization

/// Files that a call writes out of a store, without a manifest that says what it reads.
extension Store {
  /// Why files must not, or cannot, be written; empty where all can. Nothing is written by then.
  ///
  /// Refused are the store itself, every file that a run with it has read, as far as lastbit cannot make
  /// it again, files that somebody else wrote, and two of the call's own files in one place.
  ///
  /// - Parameters:
  ///   - paths: absolute.
  ///   - reading: what the call itself reads, absolute.
  ///   - overwrites: whether files may be replaced that somebody else wrote.
  public func problems(
    withExportsTo paths: [String], reading: [String] = [], overwrites: Bool
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    func add(_ message: String, hint: String? = nil) {
      problems.append(Diagnostic(.error, message, hint: hint))
    }
    // What is not there yet has been read by nobody.
    let isAnyThere = paths.contains { Files.status($0) != nil }
    let own = reading.map { ReadFile($0, .source) }
    let permit = ExportPermit(
      self, reads: own + (isAnyThere ? knownReads : []), overwrites: overwrites)
    var target = ExportTarget()
    var writers: [FilePlace: String] = [:]
    for path in paths {
      let problem = target.problem(with: path)
      if let problem {
        add("\(quoted(path)) cannot be written: \(problem)", hint: "name another file")
      }
      do { try permit.check(path) } catch {
        switch error {
        case .foreign where problem != nil: break
        case .foreign:
          add(
            "lastbit did not write \(quoted(path)), or it changed since",
            hint: "name another file, or replace it with --overwrite")
        default: add("\(quoted(path)): \(error)", hint: "name another file")
        }
        continue
      }
      let place = FilePlace(path)
      if let other = writers.updateValue(path, forKey: place) {
        add("\(quoted(other)) and \(quoted(path)) are one file", hint: "name a file for each")
      }
    }
    for (place, path) in writers.sorted(by: { $0.value < $1.value }) {
      guard let above = place.missingFolders.compactMap({ writers[$0] }).first else { continue }
      add("\(quoted(above)) would be a file, and a folder for \(quoted(path))")
    }
    return problems
  }

  /// The files that runs with this store have read, but for those that they wrote themselves.
  private var knownReads: [ReadFile] {
    let (sources, uses) = index.withLock { ($0.content.sources.keys.sorted(), $0.content) }
    return sources.filter { !isOwnExport($0) }.map { ReadFile($0, .source) }
      + Self.manifests(in: uses).compactMap { $0.manifest.file.map { ReadFile($0, .manifest) } }
  }

  private func isOwnExport(_ path: String) -> Bool {
    index.withLock { $0.content.exports[path] != nil } && mayReplace(path)
  }
}

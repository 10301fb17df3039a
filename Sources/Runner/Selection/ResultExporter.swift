import PipelineKit
import Stages

/// Writes selected results to files: checks all of them first, so that a wrong call writes nothing.
struct ResultExporter {
  /// A file that was written.
  struct File {
    var path: String
    var title: String
    var port: String
    /// The JSON file beside it, where one was asked for.
    var sidecar: String?
    /// The key of the result, where the file holds one.
    var key: JobKey?
    /// Results in the file, where they were joined.
    var joined: Int?
    var digest: Digest

    var text: String {
      let from = joined.map { "\(title), \(Counted.text($0, "result"))" } ?? title
      return "\(path): \(from), output \(port), digest \(digest.hex)"
        + (sidecar.map { "\n\($0): where it comes from" } ?? "")
    }

    var value: Value {
      var pairs: [Value.Pair] = [
        .init("path", .string(path)), .init("port", .string(port)),
        .init("digest", .string(digest.hex)),
      ]
      if let key { pairs.append(.init("key", .string("\(key)"))) }
      if let sidecar { pairs.append(.init("sidecar", .string(sidecar))) }
      if let joined { pairs.append(.init("joined", .integer(joined))) }
      return .map(pairs)
    }
  }

  private let selection: Selection
  private let store: Store
  private let groups: [FileGroups.Group]
  private let port: String
  /// Whether tables get a column for each axis, because the call leaves some of them open.
  private let hasAxes: Bool
  private let hasSidecar: Bool

  /// - Parameter sidecar: whether a JSON file beside each says where it comes from.
  /// - Throws: `Diagnostics` where the call does not say which file is what.
  init(
    _ results: [StoredResult], selection: Selection, path: String, sidecar: Bool = false,
    in store: Store
  ) throws {
    self.selection = selection
    hasSidecar = sidecar
    self.store = store
    groups = try FileGroups(results, path: path).groups
    port = try Self.port(of: results, selection, in: store)
    let template = try ExportPath(path)
    let open = results.first.map { selection.openAxes(of: $0, path: template) } ?? []
    hasAxes = try !open.isEmpty && Self.isTable(results[0], port, in: store)
    let largest = groups.max { $0.results.count < $1.results.count }
    if let largest, largest.results.count > 1, !hasAxes {
      throw Self.ambiguous(largest, selection, open: open, path: path)
    }
  }

  /// - Parameter reading: images that the call reads.
  /// - Throws: `Diagnostics` where a file must not, or cannot, be written.
  func check(reading: [String], overwrites: Bool) throws(Diagnostics) {
    var paths = groups.map(\.path)
    if hasSidecar {
      for group in groups { paths.append(try sidecar(of: group)) }
    }
    let problems = store.problems(
      withExportsTo: paths.map(WorkingFolder.absolute),
      reading: reading.map(WorkingFolder.absolute), overwrites: overwrites)
    if !problems.isEmpty { throw Diagnostics(problems) }
  }

  /// - Throws: `Diagnostics` where the file ends in `.json` itself.
  private func sidecar(of group: FileGroups.Group) throws(Diagnostics) -> String {
    let types = [ArtifactType.volume, .labels, .field, .affine, .table, .model, .record]
    let endings = types.flatMap { StageCatalog.standard.reader.endings(for: $0) }
    let path = ExportSidecar.path(beside: group.path, endings: endings)
    guard path != group.path else {
      throw Diagnostics([
        Diagnostic(
          .error, "the sidecar of '\(path)' would be the file itself",
          hint: "a .json file can have none")
      ])
    }
    return path
  }

  /// Writes every file.
  ///
  /// - Parameter transform: how affine transforms leave, where not by their ending alone.
  func write(transform: TransformExport? = nil) throws -> [File] {
    let reader = StageCatalog.standard.reader
    return try groups.map { group in
      let first = group.results[0]
      var artifact = first.names.shown(try store.load(first.key, port: port))
      if hasAxes {
        artifact = try reader.joined(
          group.results.map { result in
            (result.shown, result.names.shown(try store.load(result.key, port: port)))
          })
      }
      try ExportPath.makeFolders(above: group.path)
      if let transform {
        guard artifact.type == .affine else {
          throw RunnerError(
            "--as, --moving and --fixed are for affine transforms; \(first.title), output \(port), is of "
              + "type \(artifact.type.rawValue)")
        }
        try transform.write(artifact, to: group.path)
      } else {
        let kind = store.record(for: first.key)?.kind ?? ""
        try reader.write(
          try reader.leaving(artifact, names: first.names) {
            try store.wholeProvenance(of: first.key)
          },
          to: group.path,
          description: Experiment.description(
            of: kind, key: first.key, versions: Lastbit.versions))
      }
      var sidecar: String?
      if hasSidecar {
        let path = try self.sidecar(of: group)
        try ExportSidecar(of: group.results.map(\.key), port: port, in: store).write(to: path)
        sidecar = path
      }
      return File(
        path: group.path, title: hasAxes ? selection.name : first.title, port: port,
        sidecar: sidecar,
        key: hasAxes ? nil : first.key, joined: hasAxes ? group.results.count : nil,
        digest: artifact.digest)
    }
  }

  /// The port that is meant, which every result has.
  private static func port(of results: [StoredResult], _ selection: Selection, in store: Store)
    throws -> String
  {
    var port = selection.port
    for result in results {
      guard let stored = try store.lookUp(result.key) else {
        throw RunnerError("the result of \(result.title) is no longer in the store; run it again")
      }
      let ports = stored.digests.keys.sorted()
      if port == nil, ports.count == 1 { port = ports[0] }
      guard let port, ports.contains(port) else {
        throw Diagnostics([
          Diagnostic(
            .error,
            selection.port.map { "\(result.title) has no output '\($0)'" }
              ?? "\(result.title) has more than one output",
            hint: "write \(ports.map { "\(selection.name).\($0)" }.joined(separator: " or "))")
        ])
      }
    }
    return port ?? ""
  }

  private static func isTable(_ result: StoredResult, _ port: String, in store: Store) throws
    -> Bool
  { try store.lookUp(result.key)?.types[port] == .table }

  /// Several results that only tables could share a file for.
  private static func ambiguous(
    _ group: FileGroups.Group, _ selection: Selection, open: [String], path: String
  ) -> Diagnostics {
    let example = group.results[0].run.map { _ in Selection.bracketed(group.results[0].shown) }
    let suffix = selection.port.map { ".\($0)" } ?? ""
    var hint = "choose one with '\(selection.name)[\(example ?? "axis=value")]\(suffix)'"
    if !open.isEmpty {
      hint += ", or name a file for each: '\(Self.named(path, by: open))'"
    }
    return Diagnostics([
      Diagnostic(
        .error, "'\(selection)' names \(group.results.count) results", hint: hint)
    ])
  }

  /// `out/x.nii.gz` with the axes in front of the ending: `out/x-$subject.nii.gz`.
  private static func named(_ path: String, by axes: [String]) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let name = path[start...]
    // A name that begins with its ending is what is left of an unquoted `$subject.nii.gz`.
    let dot = name.firstIndex(of: ".") ?? name.endIndex
    let stem = name[..<dot]
    let parts = (stem.isEmpty ? [] : [String(stem)]) + axes.map { "$\($0)" }
    return path[..<start] + parts.joined(separator: "-") + name[dot...]
  }
}

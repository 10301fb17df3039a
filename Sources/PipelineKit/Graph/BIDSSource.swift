/// Finds the files of a source in a BIDS data set, and says what it leaves out.
struct BIDSSource {
  let query: BIDSQuery
  let mark: Mark
  let diagnostics: DiagnosticCollector

  typealias File = BIDSDataSet.File

  /// The axes and items, or `nil` after saying what is wrong.
  func find() -> (axes: [String], items: [SourceResolver.Item])? {
    guard let dataSet = BIDSDataSet(root: query.root) else {
      let problem = Folder.isFolder(query.root) ? "no 'sub-…' folder in" : "there is no folder"
      diagnostics.error("\(problem) \(quoted(query.root))", at: mark)
      return nil
    }
    let candidates = dataSet.files.filter { file in
      file.suffix == query.suffix && query.extensions.contains(file.fileExtension)
        && query.accepts(datatype: file.place.datatype)
    }
    guard !candidates.isEmpty else {
      reportNone(dataSet)
      return nil
    }
    guard areInTheirFolders(candidates), let files = filtered(candidates),
      let axes = axes(of: files), areDistinct(files, axes)
    else { return nil }
    BIDSOmissions(dataSet, query, mark, diagnostics).report(taken: files)
    for axis in axes { warnOfSpellings(axis, files) }
    return (
      axes.map(\.axis),
      files.map { file in
        SourceResolver.Item(
          path: query.root + "/" + file.path,
          values: axes.map { file[$0.column] ?? BIDSQuery.without })
      }
    )
  }

  private func reportNone(_ dataSet: BIDSDataSet) {
    var hint = Suggestion.hint(
      for: query.suffix,
      among: Set(dataSet.files.map(\.suffix)).subtracting([query.suffix]).sorted())
    let datatypes = Set(dataSet.files.compactMap(\.place.datatype))
    let endings = Set(dataSet.files.filter { $0.suffix == query.suffix }.map(\.fileExtension))
    if let datatype = query.datatypes?.first(where: { !datatypes.contains($0) }) {
      hint =
        Suggestion.hint(for: datatype, among: datatypes.sorted())
        ?? "there are \(Listing.text(datatypes.sorted()))"
    } else if !endings.isEmpty, endings.isDisjoint(with: query.extensions) {
      hint = "such files end in \(Listing.text(endings.sorted())); say which with 'extension'"
    }
    diagnostics.error(
      "no file \(quoted(query.pattern))\(query.place) in \(quoted(query.root))", at: mark,
      hint: hint)
  }

  /// A file that was moved, or whose folder was renamed, would give one person's data the name of
  /// another.
  private func areInTheirFolders(_ files: [File]) -> Bool {
    let strays = files.filter { file in
      guard !file.liesInItsFolder else { return false }
      var entities = file.entities
      entities["subject"] = file.place.subject
      entities["session"] = file.place.session
      return [file.entities, entities].contains { entities in
        query.filters.allSatisfy { $0.accepts(entities, isLabel: { _ in true }) }
      }
    }
    guard let first = strays.first else { return true }
    let place =
      first.place.subject != first.entities["subject"]
      ? "subject \(first.place.subject)" : "session \(first.place.session ?? "")"
    let more = strays.count > 1 ? "; so it is with \(strays.count - 1) more" : ""
    diagnostics.error(
      "\(quoted(first.path)) lies in the folder of \(place)\(more)", at: mark,
      hint: "BIDS wants the name to begin as the folders do: rename the file, or move it")
    return false
  }

  /// The files that pass all filters; `nil` after saying which value no file has.
  private func filtered(_ candidates: [File]) -> [File]? {
    var files = candidates
    let before = diagnostics.count
    var passed: [String] = []
    for filter in query.filters {
      let values = files.map { $0.entities[filter.name] }
      var seen: Set<String> = []
      let present = values.compactMap { $0 }.filter { seen.insert($0).inserted }
      let comparable = Set(present.map { BIDSEntity.comparable($0, of: filter.name) })
      let isLabel = { comparable.contains($0) }
      let together = passed.isEmpty ? "" : " together with \(passed.joined(separator: ", "))"
      if filter.wantsAbsent(isLabel: isLabel), !values.contains(where: { $0 == nil }) {
        diagnostics.error(
          "no \(query.suffix) file of \(quoted(query.root)) is without \(filter.name)\(together)",
          at: filter.mark, hint: present.isEmpty ? nil : "there are \(Listing.text(present))")
      }
      for value in filter.values
      where !comparable.contains(BIDSEntity.comparable(value, of: filter.name))
        && value != BIDSQuery.without
      {
        diagnostics.error(
          "no \(query.suffix) file of \(quoted(query.root)) has \(filter.name) \(quoted(value))"
            + together, at: filter.mark,
          hint: Suggestion.hint(for: value, among: present)
            ?? (present.isEmpty ? nil : "there are \(Listing.text(present))"))
      }
      guard diagnostics.count == before else { return nil }
      files = files.filter { filter.accepts($0.entities, isLabel: isLabel) }
      passed.append("\(filter.name) \(filter.described)")
    }
    return files
  }

  /// The axes, each with the entity that gives its values.
  private func axes(of files: [File]) -> [SourceDeclaration.Column]? {
    let present = files.reduce(into: Set<String>()) { $0.formUnion($1.entities.keys) }
      .union(BIDSQuery.otherAxes.filter { other in files.contains { $0[other] != nil } })
    let axes =
      query.axes
      ?? ["subject", "session", "run"].filter(present.contains).map { .init(axis: $0, column: $0) }
    for axis in axes {
      guard present.contains(axis.column) else {
        diagnostics.error(
          "no \(query.suffix) file of \(quoted(query.root)) has the entity \(quoted(axis.column))",
          at: mark,
          hint: Suggestion.hint(for: axis.column, among: present.sorted())
            ?? "they have \(Listing.text(present.sorted()))")
        return nil
      }
      let values = Set(files.map { $0[axis.column] })
      guard values.contains(nil), values.contains(BIDSQuery.without) else { continue }
      diagnostics.error(
        "'\(axis.axis)=\(BIDSQuery.without)' would be files with \(axis.column) "
          + "'\(BIDSQuery.without)' and files without it", at: mark,
        hint: "take one of them: '\(axis.column): null' are the files without it")
      return nil
    }
    return axes
  }

  /// `run-1` and `run-01` are one number, but two values along an axis.
  private func warnOfSpellings(_ axis: SourceDeclaration.Column, _ files: [File]) {
    var spellings: [String: String] = [:]
    for value in files.compactMap({ $0[axis.column] }) {
      let number = BIDSEntity.comparable(value, of: axis.column)
      guard let other = spellings.updateValue(value, forKey: number), other != value else {
        continue
      }
      diagnostics.warning(
        "\(axis.column) is written \(quoted(other)) in some names and \(quoted(value)) in others; "
          + "along the axis these are two values", at: mark)
      return
    }
  }

  /// Whether no two files have the same values along all axes.
  private func areDistinct(_ files: [File], _ axes: [SourceDeclaration.Column]) -> Bool {
    let keys = files.map { file in axes.map { file[$0.column] ?? BIDSQuery.without } }
    var firsts: [[String]: Int] = [:]
    for index in files.indices {
      guard let first = firsts.updateValue(index, forKey: keys[index]) else { continue }
      let place = zip(axes, keys[index]).map { "\($0.axis)=\($1)" }.joined(separator: " ")
      let group = files.indices.filter { keys[$0] == keys[index] }.map { files[$0] }
      let names = [files[first], files[index]]
      // Files of one name lie in different folders.
      let shown = names[0].name == names[1].name ? names.map(\.path) : names.map(\.name)
      diagnostics.error(
        "two files for \(place): \(quoted(shown[0])) and \(quoted(shown[1]))", at: mark,
        hint: hint(group, axes))
      return false
    }
    return true
  }

  /// In what files differ that have the same place along the axes, and how to choose.
  private func hint(_ group: [File], _ axes: [SourceDeclaration.Column]) -> String? {
    let present = group.reduce(into: Set<String>()) { $0.formUnion($1.entities.keys) }
    let known = BIDSEntity.all.map(\.name) + BIDSQuery.otherAxes
    let names = (known + present.subtracting(known).sorted())
      .filter { name in Set(group.map { $0[name] }).count > 1 }
    guard let name = names.first else { return nil }
    let value = group[0][name] ?? BIDSQuery.without
    let all = (axes.map(\.column) + names).joined(separator: ", ")
    return "they differ in \(names.joined(separator: " and ")): choose with a filter such as "
      + "'\(name): \(value)', or name the axes: 'axis: [\(all)]'"
  }
}

extension SourceDeclaration.Filter {
  /// Whether a file passes.
  ///
  /// - Parameter isLabel: whether there are files that have a value.
  func accepts(_ entities: [String: String], isLabel: (String) -> Bool) -> Bool {
    guard let value = entities[name] else { return wantsAbsent(isLabel: isLabel) }
    let comparable = BIDSEntity.comparable(value, of: name)
    return values.contains { BIDSEntity.comparable($0, of: name) == comparable }
  }

  /// Whether files without the entity pass: `none` says so, unless it is the value of a file.
  func wantsAbsent(isLabel: (String) -> Bool) -> Bool {
    acceptsAbsent || values.contains(BIDSQuery.without) && !isLabel(BIDSQuery.without)
  }

  /// The accepted values.
  var described: String {
    (values + (acceptsAbsent ? [BIDSQuery.without] : [])).joined(separator: " or ")
  }
}

extension BIDSQuery {
  /// What the names of its files look like.
  var pattern: String { "*_\(suffix)\(extensions.joined(separator: "|"))" }

  /// The folders that the files lie in, for messages, where not all are taken.
  var place: String { datatypes.map { " under \(quoted($0.joined(separator: "|")))" } ?? "" }

  func accepts(datatype: String?) -> Bool {
    datatypes.map { $0.contains { $0 == datatype } } ?? true
  }
}

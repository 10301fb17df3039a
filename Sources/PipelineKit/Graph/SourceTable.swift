/// A table, with a header line, that lists files.
struct SourceTable {
  let path: String
  let mark: Mark
  let diagnostics: DiagnosticCollector

  private static let maximumSize = 64 << 20

  /// One item for each row that passes the filters, or `nil` after saying what is wrong.
  ///
  /// - Parameter dropsMissing: whether rows without a file or a value for an axis are left out, and
  ///   counted in a warning, rather than reported.
  func items(
    path column: String, axes: [SourceDeclaration.Column], filters: [SourceDeclaration.Filter],
    dropsMissing: Bool
  ) -> [SourceResolver.Item]? {
    guard let table = read() else { return nil }
    let names = table.header.cells
    let pathIndex = index(of: column, in: names, at: mark)
    let axisIndices = axes.map { index(of: $0.column, in: names, at: mark) }
    let filterIndices = filters.map { index(of: $0.name, in: names, at: $0.mark) }
    guard let pathIndex, !axisIndices.contains(nil), !filterIndices.contains(nil) else {
      return nil
    }
    let conditions = zip(filters, filterIndices.compactMap { $0 }).map { ($0, $1) }
    let before = diagnostics.count
    for (filter, index) in conditions {
      checkValues(of: filter, in: table.rows.map { $0.cells[index] })
    }
    guard diagnostics.count == before else { return nil }
    let rows = table.rows.filter { row in
      conditions.allSatisfy { $0.values.contains(row.cells[$1]) }
    }
    guard !rows.isEmpty else {
      let reason = table.rows.isEmpty ? "has no rows" : "has no row that passes all of 'where'"
      diagnostics.error("\(quoted(path)) \(reason)", at: mark)
      return nil
    }
    let items = self.items(
      rows, pathIndex, zip(axes, axisIndices.compactMap { $0 }).map { ($0.axis, $1) },
      dropsMissing: dropsMissing)
    guard diagnostics.count == before, areDistinct(items, axes.map(\.axis)) else { return nil }
    return items
  }

  /// The values of a column, as an axis has them, of the rows that pass the filters; `nil` after saying
  /// what is wrong.
  func values(
    of column: String, along axis: String, filters: [SourceDeclaration.Filter]
  ) -> [String]? {
    guard let table = read() else { return nil }
    let names = table.header.cells
    let index = index(of: column, in: names, at: mark)
    let filterIndices = filters.map { self.index(of: $0.name, in: names, at: $0.mark) }
    guard let index, !filterIndices.contains(nil) else { return nil }
    let conditions = zip(filters, filterIndices.compactMap { $0 }).map { ($0, $1) }
    let before = diagnostics.count
    for (filter, index) in conditions {
      checkValues(of: filter, in: table.rows.map { $0.cells[index] })
    }
    guard diagnostics.count == before else { return nil }
    return table.rows.filter { row in
      conditions.allSatisfy { $0.values.contains(row.cells[$1]) }
    }.map { Self.value($0.cells[index], axis: axis) }.filter { !Self.isMissing($0) }
  }

  private func items(
    _ rows: [DelimitedRows.Row], _ pathIndex: Int, _ axes: [(axis: String, index: Int)],
    dropsMissing: Bool
  ) -> [SourceResolver.Item] {
    var items: [SourceResolver.Item] = []
    var dropped: [String] = []
    for row in rows {
      let values = axes.map { Self.value(row.cells[$0.index], axis: $0.axis) }
      let file = row.cells[pathIndex]
      guard !values.contains(where: Self.isMissing), !Self.isMissing(file) else {
        let place = zip(axes, values).filter { !Self.isMissing($1) }
          .map { "\($0.axis)=\($1)" }.joined(separator: " ")
        dropped.append("line \(row.line)" + (place.isEmpty ? "" : " (\(place))"))
        guard !dropsMissing else { continue }
        diagnostics.error(
          "line \(row.line) of \(quoted(path)) has no "
            + (Self.isMissing(file) ? "path" : "value for an axis"), at: mark,
          hint: "leave such rows out with 'where', or say 'missing: drop' in the source")
        continue
      }
      items.append(
        .init(
          path: PathText.resolve(file, in: PathText.folder(of: path)), values: values,
          line: row.line))
    }
    if dropsMissing, !dropped.isEmpty {
      diagnostics.warning(
        "\(dropped.count) of \(rows.count) rows of \(quoted(path)), without a file or a value for "
          + "an axis, \(dropped.count == 1 ? "is" : "are") left out: " + Listing.text(dropped),
        at: mark)
      if items.isEmpty { diagnostics.error("\(quoted(path)) lists no file", at: mark) }
    }
    return items
  }

  /// Reports values that no row has; with another spelling half a study would go missing.
  private func checkValues(of filter: SourceDeclaration.Filter, in cells: [String]) {
    var seen: Set<String> = []
    let present = cells.filter { seen.insert($0).inserted }
    for value in filter.values where !seen.contains(value) {
      let prefixed = present.first { $0.hasSuffix("-" + value) }
      diagnostics.error(
        "no row of \(quoted(path)) has \(filter.name) \(quoted(value))", at: filter.mark,
        hint: prefixed.map { "did you mean \(quoted($0))?" }
          ?? Suggestion.hint(for: value, among: present)
          ?? (present.isEmpty ? nil : "there are \(Listing.text(present.map(quoted)))"))
    }
  }

  /// Whether no two rows have the same values along all axes.
  private func areDistinct(_ items: [SourceResolver.Item], _ axes: [String]) -> Bool {
    guard let (first, second) = SourceResolver.collision(in: items) else { return true }
    let place = zip(axes, first.values).map { "\($0)=\($1)" }.joined(separator: " ")
    diagnostics.error(
      "two files for \(place): \(quoted(PathText.name(of: first.path))) on line \(first.line ?? 0) "
        + "and \(quoted(PathText.name(of: second.path))) on line \(second.line ?? 0) of "
        + quoted(path), at: mark, hint: "name the columns that tell the rows apart under 'axis'")
    return false
  }

  /// BIDS tables write `sub-01` where file names have the entity's value `01`, and `n/a` where they
  /// do not have the entity; axes have the value that the files give.
  private static func value(_ cell: String, axis: String) -> String {
    if cell == "n/a", axis != "subject", BIDSEntity.isKnown(axis) { return BIDSQuery.without }
    let prefix = ["subject": "sub-", "session": "ses-"][axis] ?? "\n"
    return cell.hasPrefix(prefix) ? String(cell.dropFirst(prefix.count)) : cell
  }

  private static func isMissing(_ cell: String) -> Bool { cell.isEmpty || cell == "n/a" }

  private func index(of column: String, in names: [String], at mark: Mark) -> Int? {
    let index = names.firstIndex(of: column)
    if index == nil {
      let hint =
        Suggestion.hint(for: column, among: names) ?? "its columns are \(Listing.text(names))"
      diagnostics.error("\(quoted(path)) has no column \(quoted(column))", at: mark, hint: hint)
    }
    return index
  }

  private func read() -> DelimitedRows? {
    if let problem = Folder.problem(withFile: path) {
      diagnostics.error(problem.message, at: mark, hint: problem.hint)
      return nil
    }
    do {
      let source = try ManifestFile.read(path, displayed: path, maximumSize: Self.maximumSize)
      do {
        return try DelimitedRows(source.bytes, separator: DelimitedRows.separator(ofFile: path))
      } catch {
        let place = error.line.map { "line \($0) of \(quoted(path)): " } ?? "\(quoted(path)) "
        diagnostics.error(place + error.message, at: mark)
      }
    } catch {
      let place = error.mark.map { " (line \($0.line) of \(quoted(path)))" } ?? ""
      diagnostics.error(error.message + place, at: mark)
    }
    return nil
  }
}

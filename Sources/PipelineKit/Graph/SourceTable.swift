/// A tab-separated table, with a header line, that lists files.
struct SourceTable {
  let path: String
  let mark: Mark
  let diagnostics: DiagnosticCollector

  private static let maximumSize = 64 << 20

  /// One item for each row that passes the filters, or `nil` after saying what is wrong.
  func items(
    path column: String, axes: [SourceDeclaration.Column], filters: [SourceDeclaration.Filter]
  ) -> [SourceResolver.Item]? {
    guard let lines = lines(), let header = lines.first else { return nil }
    let names = header.cells
    guard let pathIndex = index(of: column, in: names, at: mark) else { return nil }
    let axisIndices = axes.map { index(of: $0.column, in: names, at: mark) }
    let filterIndices = filters.map { index(of: $0.name, in: names, at: $0.mark) }
    guard !axisIndices.contains(nil), !filterIndices.contains(nil) else { return nil }

    let before = diagnostics.count
    var items: [SourceResolver.Item] = []
    for line in lines.dropFirst() {
      guard line.cells.count == names.count else {
        error("has \(line.cells.count) cells, the header has \(names.count)", line)
        continue
      }
      let isWanted = zip(filters, filterIndices).allSatisfy { filter, index in
        index.map { filter.values.contains(line.cells[$0]) } ?? false
      }
      guard isWanted else { continue }
      let values = zip(axes, axisIndices).map { axis, index in
        Self.value(index.map { line.cells[$0] } ?? "", axis: axis.axis)
      }
      let file = line.cells[pathIndex]
      guard !values.contains(where: Self.isMissing), !Self.isMissing(file) else {
        error("has no \(Self.isMissing(file) ? "path" : "value for an axis")", line)
        continue
      }
      let folder = PathText.folder(of: path)
      items.append(.init(path: PathText.resolve(file, in: folder), values: values))
    }
    guard diagnostics.count == before else { return nil }
    guard !items.isEmpty else {
      let reason = filters.isEmpty ? "has no rows" : "has no row that passes 'where'"
      diagnostics.error("\(quoted(path)) \(reason)", at: mark)
      return nil
    }
    return items
  }

  private struct Line {
    var number: Int
    var cells: [String]
  }

  /// BIDS tables write `sub-01` where file names have the entity's value `01`; axes have the value.
  private static func value(_ cell: String, axis: String) -> String {
    let prefix = ["subject": "sub-", "session": "ses-"][axis] ?? "\n"
    return cell.hasPrefix(prefix) ? String(cell.dropFirst(prefix.count)) : cell
  }

  private static func isMissing(_ cell: String) -> Bool { cell.isEmpty || cell == "n/a" }

  private func error(_ what: String, _ line: Line) {
    diagnostics.error("line \(line.number) of \(quoted(path)) \(what)", at: mark)
  }

  private func index(of column: String, in names: [String], at mark: Mark) -> Int? {
    let index = names.firstIndex(of: column)
    if index == nil {
      let hint =
        Suggestion.hint(for: column, among: names) ?? "its columns are \(Listing.text(names))"
      diagnostics.error("\(quoted(path)) has no column \(quoted(column))", at: mark, hint: hint)
    }
    return index
  }

  private func lines() -> [Line]? {
    if let problem = Folder.problem(withFile: path) {
      diagnostics.error(problem.message, at: mark, hint: problem.hint)
      return nil
    }
    let source: SourceText
    do {
      source = try ManifestFile.read(path, displayed: path, maximumSize: Self.maximumSize)
    } catch {
      let place = error.mark.map { " (line \($0.line) of \(quoted(path)))" } ?? ""
      diagnostics.error(error.message + place, at: mark)
      return nil
    }
    var lines: [Line] = []
    for (index, bytes) in source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    {
      let text = bytes.last == 0x0D ? bytes.dropLast() : bytes
      guard !text.isEmpty else { continue }
      let cells = text.split(separator: 0x09, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      lines.append(Line(number: index + 1, cells: cells))
    }
    guard !lines.isEmpty else {
      diagnostics.error("\(quoted(path)) is empty", at: mark)
      return nil
    }
    return lines
  }
}

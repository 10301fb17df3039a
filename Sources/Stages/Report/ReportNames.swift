import Figures
import PipelineKit

/// Puts the names that a manifest gives to values along axes into a page that was made of the values:
/// names are labels of one manifest, which no stored page has.
///
/// Values are labels where the page has them as such: in the columns of axes and of the files behind
/// tables, as labels of figures (class `label`) and maps, in what stands for these where they are not
/// seen, and as `axis=value`. The manifest's and the stages' own words stay as they are.
struct ReportNames {
  /// Names by axis and by the value as the page writes it.
  private let labels: [(axis: String, value: String, name: String)]

  init(_ names: AxisNames) {
    labels = names.all.map { ($0.axis, HTML.escape($0.value), HTML.escape($0.name)) }
  }

  /// The page with names in place of values.
  func page(_ html: String) -> String {
    guard !labels.isEmpty else { return html }
    var page = ""
    page.reserveCapacity(html.utf8.count)
    var table = HeaderCells()
    var tag = Substring()
    var rest = html[...]
    while !rest.isEmpty {
      let text = rest.prefix { $0 != "<" }
      rest = rest[text.endIndex...]
      page += text.isEmpty ? "" : label(text, in: tag, table.column(of: tag, text), rest)
      guard let end = rest.firstIndex(of: ">") else {
        page += rest
        break
      }
      tag = rest[...end]
      page += attributes(tag)
      table.take(tag)
      rest = rest[rest.index(after: end)...]
    }
    return page
  }

  /// Text between two tags, with names where it is a label.
  private func label(
    _ text: Substring, in tag: Substring, _ column: Substring?, _ rest: Substring
  ) -> String {
    if let column {
      let found = labels.first { $0.axis == column && $0.value == text }
      return found?.name ?? withAxes(text)
    }
    if tag.hasPrefix("<title>"), let end = text.range(backwards: ": ") {
      return parts(text[..<end]) + text[end...]
    }
    if tag == "<span class=\"row\">" || tag.hasPrefix("<option") { return parts(text) }
    guard tag.hasPrefix("<text "), tag.contains("class=\"label\"") else { return withAxes(text) }
    return parts(text)
  }

  /// A tag whose attributes hold labels: pictures and figures for those who do not see them, and the
  /// file behind a table.
  private func attributes(_ tag: Substring) -> String {
    if tag.hasPrefix("<img ") { return image(tag) }
    if tag.hasPrefix("<svg ") { return figure(tag) }
    return tag.hasPrefix("<a download=") ? file(tag) : String(tag)
  }

  /// The tag of a figure: `label: numbers; label: numbers.` after its first sentence.
  private func figure(_ tag: Substring) -> String {
    let start = "aria-label=\""
    guard let begin = tag.range(forwards: start) else { return String(tag) }
    let text = tag[tag.index(begin, offsetBy: start.count)...].prefix { $0 != "\"" }
    let items = text.split(separator: "; ", omittingEmptySubsequences: false).map { item in
      let first = item.range(backwards: ". ").map { item.index($0, offsetBy: 2) } ?? item.startIndex
      guard let end = item[first...].range(forwards: ": ") else { return String(item) }
      return item[..<first] + parts(item[first..<end]) + item[end...]
    }
    return tag[..<text.startIndex] + items.joined(separator: "; ") + tag[text.endIndex...]
  }

  /// The link to the file behind a table, whose first row has the names of columns.
  private func file(_ tag: Substring) -> String {
    guard let begin = tag.range(forwards: TableFile.start) else { return String(tag) }
    let text = tag[tag.index(begin, offsetBy: TableFile.start.count)...].prefix { $0 != "\"" }
    return tag[..<text.startIndex] + TableFile.renamed(text, labels) + tag[text.endIndex...]
  }

  /// The tag of a slice of a map, whose text for those who do not see it begins with its label.
  private func image(_ tag: Substring) -> String {
    let start = "alt=\""
    guard let begin = tag.range(forwards: start) else { return String(tag) }
    let text = tag[tag.index(begin, offsetBy: start.count)...].prefix { $0 != "\"" }
    // Label, what it shows, and the plane.
    guard let plane = text.range(backwards: ", "),
      let end = text[..<plane].range(backwards: ", ")
    else { return String(tag) }
    return tag[..<text.startIndex] + parts(text[..<end]) + tag[end...]
  }

  /// A label of values along several axes.
  private func parts(_ text: Substring) -> String {
    text.split(separator: " · ", omittingEmptySubsequences: false).map { part in
      labels.first { $0.value == part || "\($0.axis) \($0.value)" == part }?.name ?? String(part)
    }.joined(separator: " · ")
  }

  /// `axis=value` anywhere in running text, and what was perturbed `under` an arithmetic.
  private func withAxes(_ text: Substring) -> String {
    var text = String(text)
    // Longer values first: one may be the beginning of another.
    for label in labels.sorted(by: { $0.value.count > $1.value.count }) {
      text = Self.replaced(
        "\(label.axis)=\(label.value)", by: "\(label.axis)=\(label.name)", in: text)
      if label.axis == "arithmetic" {
        text = Self.replaced("under \(label.value)", by: "under \(label.name)", in: text)
      }
    }
    return text
  }

  /// `text` with `old` replaced where it ends as a word does.
  static func replaced(_ old: String, by new: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 == old.first }) {
      result += rest[..<start]
      rest = rest[start...]
      let after = rest.dropFirst(old.count).first
      let isWhole = after.map { " ,;:)&".contains($0) } ?? true
      if isWhole, rest.hasPrefix(old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }
}

/// The columns of the table that a page is in.
private struct HeaderCells {
  private var names: [Substring] = []
  private var position = -1
  private var isHeader = false

  mutating func take(_ tag: Substring) {
    if tag.hasPrefix("<thead") { (names, isHeader) = ([], true) }
    if tag.hasPrefix("</thead") { isHeader = false }
    if tag.hasPrefix("<tr") { position = -1 }
    if tag.hasPrefix("<td") { position += 1 }
  }

  /// The header over a cell; `nil` outside of cells.
  mutating func column(of tag: Substring, _ text: Substring) -> Substring? {
    if isHeader, tag.hasPrefix("<th") { names.append(text) }
    guard tag.hasPrefix("<td"), names.indices.contains(position) else { return nil }
    return names[position]
  }
}

extension Substring {
  /// Where the first `text` begins.
  fileprivate func range(forwards text: String) -> Index? {
    indices.first { self[$0...].hasPrefix(text) }
  }

  /// Where the last `text` begins.
  fileprivate func range(backwards text: String) -> Index? {
    var start = endIndex
    while start > startIndex {
      start = index(before: start)
      if self[start...].hasPrefix(text) { return start }
    }
    return nil
  }
}

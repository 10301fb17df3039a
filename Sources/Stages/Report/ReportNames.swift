import Figures
import PipelineKit

/// Puts the names that a manifest gives to values along axes into a page that was made of the values:
/// names are labels of one manifest, which no stored page has.
///
/// Values are labels where the page has them as such: in the columns of axes, as labels of plots and
/// maps, and as `axis=value`. The manifest's and the stages' own words stay as they are.
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
      page += tag.hasPrefix("<img ") ? image(tag) : String(tag)
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
    if tag.hasPrefix("<title>"), let mean = text.range(backwards: ": mean ") {
      return parts(text[..<mean]) + text[mean...]
    }
    if tag == "<span class=\"row\">" { return parts(text) }
    guard tag.hasPrefix("<text "), tag.contains("text-anchor=\"end\"") else {
      return withAxes(text)
    }
    // A plot's label that was cut: the title of its mean has all of it.
    guard text.hasSuffix("…"), let whole = title(in: rest), whole.hasPrefix(text.dropLast()) else {
      return parts(text)
    }
    return BoxPlot.shortened(parts(whole))
  }

  /// The label in the next title of a plot's mean.
  private func title(in text: Substring) -> Substring? {
    var rest = text
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      if rest.hasPrefix("</svg>") { return nil }
      if rest.hasPrefix("<title>") {
        let title = rest.dropFirst("<title>".count).prefix { $0 != "<" }
        return title.range(backwards: ": mean ").map { title[..<$0] }
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// The tag of a slice of a map, whose text for those who do not see it begins with its label.
  private func image(_ tag: Substring) -> String {
    let start = "alt=\""
    guard let begin = tag.range(forwards: start) else { return String(tag) }
    let text = tag[tag.index(begin, offsetBy: start.count)...].prefix { $0 != "\"" }
    guard let end = text.range(backwards: ", ") else { return String(tag) }
    return tag[..<text.startIndex] + parts(text[..<end]) + tag[end...]
  }

  /// A label of values along several axes.
  private func parts(_ text: Substring) -> String {
    text.split(separator: " · ", omittingEmptySubsequences: false).map { part in
      labels.first { $0.value == part }?.name ?? String(part)
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
  private static func replaced(_ old: String, by new: String, in text: String) -> String {
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

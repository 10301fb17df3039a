import PipelineKit

/// A finished HTML document as a record: `{format: html, text: …}`.
struct Document: RecordFile {
  static let ending = ".html"
  static let what = "HTML document"

  let text: String

  init(html: String) { text = html }

  /// The document that a record's content holds, where it holds one.
  init?(_ content: Value) {
    guard content["format"] == .string("html"), case .string(let text)? = content["text"] else {
      return nil
    }
    self.text = text
  }

  /// The document with `section` as the last one of its page, before the footer.
  func ending(with section: String) -> Document {
    // Text of others is escaped, so that the last one is the page's own.
    let mark = Array("<footer>".utf8)
    var start = text.utf8.endIndex
    while start > text.utf8.startIndex {
      start = text.utf8.index(before: start)
      guard text.utf8[start...].starts(with: mark) else { continue }
      return Document(html: text[..<start] + section + text[start...])
    }
    return self
  }

  /// The document with `section` before the first one of its page.
  func beginning(with section: String) -> Document {
    guard !section.isEmpty else { return self }
    // Text of others is escaped, so that the first one is the page's own.
    let mark = Array("<h2".utf8)
    var start = text.utf8.startIndex
    while start < text.utf8.endIndex, !text.utf8[start...].starts(with: mark) {
      start = text.utf8.index(after: start)
    }
    return start == text.utf8.endIndex
      ? self : Document(html: text[..<start] + section + text[start...])
  }

  /// The record's content.
  var content: Value { ["format": "html", "text": .string(text)] }
}

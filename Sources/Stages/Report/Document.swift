import PipelineKit

/// A finished HTML document as a record: `{format: html, text: …}`.
struct Document {
  let html: String

  init(html: String) { self.html = html }

  /// The document that a record's content holds, where it holds one.
  init?(_ content: Value) {
    guard content["format"] == .string("html"), case .string(let text)? = content["text"] else {
      return nil
    }
    html = text
  }

  /// The record's content.
  var content: Value { ["format": "html", "text": .string(html)] }
}

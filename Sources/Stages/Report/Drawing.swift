import Figures
import PipelineKit

/// A figure that stands alone as a record: `{format: svg, text: …}`.
struct Drawing: RecordFile {
  static let ending = ".svg"
  static let what = "figure"

  let text: String

  init(svg: String) { text = svg }

  init?(_ content: Value) {
    guard content["format"] == .string("svg"), case .string(let text)? = content["text"] else {
      return nil
    }
    self.text = text
  }

  var content: Value { ["format": "svg", "text": .string(text)] }
}

/// A figure as pixels, which are made when it leaves the store: they depend on libraries and fonts.
struct DrawnPicture: RecordFile {
  static let ending = ".png"
  static let what = "figure"

  private let drawing: Drawing
  var text: String { drawing.text }

  init?(_ content: Value) {
    guard let drawing = Drawing(content) else { return nil }
    self.drawing = drawing
  }

  var content: Value { drawing.content }

  func bytes() throws -> [UInt8] {
    do { return try Rasterizer.png(text) } catch let error as FigureError {
      throw StageError(error.description)
    }
  }
}

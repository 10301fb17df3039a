/// A picture of numbers that is drawn as vectors.
package protocol Figure {
  /// What it shows, for those who do not see it: kind, axes with units and ends, how many, and the
  /// numbers that matter.
  var alternative: String { get }
  /// Width and height, in pixels at which its text has 13.
  var size: (width: Double, height: Double) { get }
  /// The elements of the drawing.
  var marks: String { get }
}

extension Figure {
  /// The drawing for a page, whose style sheet holds `FigureStyle.rules`.
  package var svg: String {
    let (width, height) = size
    return "<svg viewBox=\"0 0 \(SVG.c(width)) \(SVG.c(height))\" role=\"img\" "
      + "style=\"max-width: \(SVG.c(width))px; min-width: \(SVG.c(width * 0.82))px\" "
      + "aria-label=\"\(HTML.escape(alternative))\">\n\(marks)</svg>\n"
  }

  /// The drawing in a frame that a narrow screen scrolls, and the keyboard too.
  package var framed: String {
    "<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\"figure\">\(svg)</div>\n"
  }

  /// A file of its own: light, with everything that it needs inside.
  ///
  /// - Parameter title: above the drawing; none where it is empty.
  package func document(title: String) -> String {
    let (width, height) = size
    let top = title.isEmpty ? 0.0 : 30
    let heading = title.isEmpty ? "" : SVG.text(12, 20, "start", title, "heading") + "\n"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(SVG.c(width))" height="\(SVG.c(height + top))" \
      viewBox="0 0 \(SVG.c(width)) \(SVG.c(height + top))" role="img">
      <title>\(HTML.escape(title.isEmpty ? "figure" : title))</title>
      <desc>\(HTML.escape(alternative))</desc>
      <style>text { font-family: "Liberation Sans", Arial, sans-serif; }
      \(FigureStyle.document)</style>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(heading)<g transform="translate(0 \(SVG.c(top)))">
      \(marks)</g>
      </svg>

      """
  }
}

/// Sentences about the numbers of a figure.
enum Alternative {
  /// Named numbers, the first ones of many.
  static func list(_ items: [String], atMost most: Int = 16) -> String {
    let rest = items.count > most ? "; and \(items.count - most) more" : ""
    return items.prefix(most).joined(separator: "; ") + rest + "."
  }
}

import Figures

/// Figures as a page has them.
enum FigureHTML {
  /// A figure with its caption.
  ///
  /// - Parameters:
  ///   - title, caption: plain text.
  static func html(_ figure: some Figure, _ title: String, _ caption: String) -> String {
    "<figure>\n\(figure.framed)<figcaption><b>\(HTML.escape(title)).</b> \(HTML.escape(caption))"
      + "</figcaption>\n</figure>\n"
  }

  /// Figures beside each other, where there is room, with one caption.
  static func html(_ figures: [any Figure], _ title: String, _ caption: String) -> String {
    let all = figures.map { $0.framed }.joined()
    return
      "<figure>\n<div class=\"panels\">\(all)</div>\n<figcaption><b>\(HTML.escape(title)).</b> "
      + "\(HTML.escape(caption))</figcaption>\n</figure>\n"
  }
}

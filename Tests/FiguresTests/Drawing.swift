import Testing

@testable import Figures

/// The elements of a drawing, for tests that ask where things are.
struct Drawing {
  /// One element: its name and attributes.
  struct Element {
    let name: String
    let attributes: [String: String]

    func number(_ attribute: String) -> Double { Double(attributes[attribute] ?? "") ?? .nan }
    func has(_ kind: String) -> Bool {
      (attributes["class"] ?? "").split(separator: " ").contains { $0 == kind }
    }
  }

  let elements: [Element]
  /// Texts of `text` elements with their class.
  let texts: [(text: String, kind: String)]
  /// Names of elements that are open, with what they close: empty where all are in order.
  let isBalanced: Bool

  init(_ svg: String) {
    var elements: [Element] = []
    var texts: [(String, String)] = []
    var open: [String] = []
    var isBalanced = true
    var rest = svg[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ">") else {
        isBalanced = false
        break
      }
      var tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        isBalanced = isBalanced && open.popLast().map { $0 == tag.dropFirst() } == true
        continue
      }
      // The declaration of XML.
      if tag.hasPrefix("?") { continue }
      let closes = tag.hasSuffix("/")
      if closes { tag = tag.dropLast() }
      let name = String(tag.prefix { $0 != " " && $0 != "\n" })
      var attributes: [String: String] = [:]
      var pieces = tag.dropFirst(name.count)[...]
      while let equals = pieces.firstIndex(of: "=") {
        let key =
          pieces[..<equals].split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        let value = pieces[pieces.index(equals, offsetBy: 2)...].prefix { $0 != "\"" }
        attributes[key] = String(value)
        pieces = pieces[value.endIndex...].dropFirst()
      }
      elements.append(Element(name: name, attributes: attributes))
      if name == "text" {
        texts.append((String(rest.prefix { $0 != "<" }), attributes["class"] ?? ""))
      }
      if !closes { open.append(name) }
    }
    self.elements = elements
    self.texts = texts
    self.isBalanced = isBalanced && open.isEmpty
  }

  func all(_ name: String, _ kind: String) -> [Element] {
    elements.filter { $0.name == name && $0.has(kind) }
  }

  /// Points of a path.
  static func points(_ path: Element) -> [(x: Double, y: Double)] {
    (path.attributes["d"] ?? "").split { "MLZ".contains($0) }.map { point in
      let parts = point.split(separator: " ").compactMap { Double($0) }
      return (parts[0], parts[1])
    }
  }
}

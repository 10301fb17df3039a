import Arithmetic

extension ArithmeticSpecification {
  /// Reads what `label` prints: `mca{mode=rr,precision=24}`; `nil` where `label` is not so written.
  ///
  /// What each option takes is checked when the specification is resolved.
  init?(label: String) {
    var rest = label[...]
    self.init(name: String(rest.prefix { $0 != "{" }))
    rest = rest.dropFirst(name.count)
    guard !name.isEmpty else { return nil }
    if rest.isEmpty { return }
    guard rest.first == "{", rest.last == "}" else { return nil }
    var depth = 0
    let parts = rest.dropFirst().dropLast().split { character in
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      return character == "," && depth == 0
    }
    for part in parts {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      let text = part[part.index(after: equals)...]
      options[String(part[..<equals])] =
        if text.first == "[", text.last == "]" {
          .list(text.dropFirst().dropLast().split(separator: ",").map(String.init))
        } else if let integer = Int(text) {
          .integer(integer)
        } else if let number = Double(text) {
          .number(number)
        } else {
          .text(String(text))
        }
    }
  }
}

/// A text with `$name` and `${name}` in it; `$$` stands for the character itself.
struct Template {
  enum Piece: Equatable {
    case text(String)
    case name(String)
  }

  var pieces: [Piece]

  /// What is wrong with a text, and at which of its Unicode scalars, from zero.
  struct Failure: Error {
    var message: String
    var offset: Int
  }

  /// The name, where the text is a single `$name` and nothing else.
  var wholeName: String? {
    guard pieces.count == 1, case .name(let name) = pieces[0] else { return nil }
    return name
  }

  /// The names in the text, in order.
  var names: [String] {
    pieces.compactMap { piece in
      guard case .name(let name) = piece else { return nil }
      return name
    }
  }

  init(_ text: String) throws(Failure) {
    pieces = []
    guard text.utf8.contains(UInt8(ascii: "$")) else {
      pieces = [.text(text)]
      return
    }
    let scalars = Array(text.unicodeScalars)
    var literal = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      let start = position
      position += 1
      guard scalars[start] == "$" else {
        literal.append(scalars[start])
        continue
      }
      if position < scalars.count, scalars[position] == "$" {
        literal.append("$")
        position += 1
        continue
      }
      let name = try Self.name(in: scalars, after: &position, dollar: start)
      if !literal.isEmpty { pieces.append(.text(String(literal))) }
      literal = String.UnicodeScalarView()
      pieces.append(.name(name))
    }
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(String(literal))) }
  }

  /// Reads `name` or `{name}`; without braces a name ends before `-`.
  private static func name(
    in scalars: [Unicode.Scalar], after position: inout Int, dollar: Int
  ) throws(Failure) -> String {
    let isBraced = position < scalars.count && scalars[position] == "{"
    if isBraced { position += 1 }
    var name = String.UnicodeScalarView()
    while position < scalars.count, let byte = UInt8(exactly: scalars[position].value),
      isNameByte(byte), isBraced || byte != UInt8(ascii: "-")
    {
      name.append(scalars[position])
      position += 1
    }
    if isBraced {
      guard position < scalars.count, scalars[position] == "}", !name.isEmpty else {
        throw Failure(message: "'${' needs a name and '}'", offset: dollar)
      }
      position += 1
    }
    guard !name.isEmpty else {
      throw Failure(
        message: "'$' needs a name after it; write '$$' for the character itself", offset: dollar)
    }
    return String(name)
  }

  /// Letters, digits, `_` and `-`.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whether `text` can name a param, source, stage or axis: a letter, then letters, digits, `_`, `-`.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.allSatisfy(isNameByte), text.utf8.count <= 128
    else { return false }
    return isNameByte(first) && first != UInt8(ascii: "-") && !(48...57).contains(first)
  }
}

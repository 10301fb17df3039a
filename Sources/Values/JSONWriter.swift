extension Value {
  /// How JSON text spells numbers that JSON has no words for.
  public enum NonFiniteNumbers: Sendable {
    /// `"NaN"`, `"Infinity"` and `"-Infinity"`: strict JSON, for other programs.
    case text
    /// Bare `NaN`, `Infinity` and `-Infinity`, as Python's `json` writes and reads them: nothing is
    /// lost on the way back.
    case token
  }

  /// The tree as JSON on one line, keys in their own order, numbers in the shortest form that reads
  /// back as the same bits; a number always has a point or an exponent, an integer never.
  public func json(nonFinite: NonFiniteNumbers = .text) -> String {
    var writer = JSONWriter(nonFinite: nonFinite, indented: false)
    writer.write(self, depth: 0)
    return writer.text
  }

  /// The tree as JSON over several lines, two spaces a level, without a final line break.
  public func indentedJSON(nonFinite: NonFiniteNumbers = .text) -> String {
    var writer = JSONWriter(nonFinite: nonFinite, indented: true)
    writer.write(self, depth: 0)
    return writer.text
  }
}

/// Writes a tree of values into UTF-8 bytes.
private struct JSONWriter {
  private var bytes: [UInt8] = []
  private let nonFinite: Value.NonFiniteNumbers
  private let indented: Bool

  init(nonFinite: Value.NonFiniteNumbers, indented: Bool) {
    self.nonFinite = nonFinite
    self.indented = indented
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ value: Value, depth: Int) {
    switch value {
    case .null: append("null")
    case .boolean(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): write(value)
    case .string(let value): quote(value)
    case .list(let items):
      enclose("[", "]", count: items.count, depth: depth) { writer, index in
        writer.write(items[index], depth: depth + 1)
      }
    case .map(let pairs):
      enclose("{", "}", count: pairs.count, depth: depth) { writer, index in
        writer.quote(pairs[index].key)
        writer.append(writer.indented ? ": " : ":")
        writer.write(pairs[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func write(_ number: Double) {
    if number.isFinite { return append(number.description) }
    let name = number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
    append(nonFinite == .token ? name : "\"\(name)\"")
  }

  private mutating func enclose(
    _ open: String, _ close: String, count: Int, depth: Int,
    _ writeItem: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(",") }
      breakLine(depth: depth + 1)
      writeItem(&self, index)
    }
    if count > 0 { breakLine(depth: depth) }
    append(close)
  }

  private mutating func breakLine(depth: Int) {
    guard indented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { text in
      if text.contains(where: Self.isEscaped) {
        for byte in text { escape(byte) }
      } else {
        bytes.append(contentsOf: text)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case _ where Self.isEscaped(byte):
      let digits = String(byte, radix: 16)
      append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    default: bytes.append(byte)
    }
  }
}

extension Value {
  /// Reads one JSON text (RFC 8259), and also the bare words `NaN`, `Infinity` and `-Infinity`.
  ///
  /// A number without a point or an exponent that fits 64 bits becomes an integer. Nesting is
  /// limited to 512 levels.
  ///
  /// - Throws: `JSONError` with the byte at which reading stopped.
  public init(json text: String) throws(JSONError) {
    try self.init(json: Array(text.utf8)[...])
  }

  /// Reads one JSON text in UTF-8.
  ///
  /// - Throws: `JSONError` with the byte at which reading stopped.
  public init(json bytes: ArraySlice<UInt8>) throws(JSONError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
      var parser = JSONParser(bytes)
      return try parser.parseText()
    }
  }

  /// Reads the rest of an object in JSON, what follows its opening brace.
  public init(jsonMembers bytes: ArraySlice<UInt8>) throws(JSONError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
      var parser = JSONParser(bytes)
      return try parser.parseMembers()
    }
  }
}

/// Why a text is not JSON.
public struct JSONError: Error, CustomStringConvertible, Equatable {
  /// Counted from zero.
  public var byte: Int
  public var message: String

  public init(byte: Int, message: String) {
    self.byte = byte
    self.message = message
  }

  public var description: String { "\(message) at byte \(byte)" }
}

/// A recursive-descent reader over UTF-8 bytes.
private struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private static let maximumDepth = 512

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func parseText() throws(JSONError) -> Value {
    try finish(parseValue(depth: 0))
  }

  mutating func parseMembers() throws(JSONError) -> Value { try finish(parseMap(depth: 0)) }

  private mutating func finish(_ value: Value) throws(JSONError) -> Value {
    skipSpace()
    guard position == bytes.count else { throw error("unexpected text after the value") }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ message: String) -> JSONError {
    JSONError(byte: position, message: message)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func parseValue(depth: Int) throws(JSONError) -> Value {
    guard depth <= Self.maximumDepth else { throw error("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      position += 1
      return try parseMap(depth: depth)
    case UInt8(ascii: "["): return try parseList(depth: depth)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .boolean(true))
    case UInt8(ascii: "f"): return try parseWord("false", .boolean(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "N"): return try parseWord("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try parseWord("Infinity", .number(.infinity))
    case nil: throw error("unexpected end")
    default: return try parseNumber()
    }
  }

  private mutating func parseWord(_ word: String, _ value: Value) throws(JSONError) -> Value {
    guard bytes[position...].starts(with: word.utf8) else { throw error("unexpected character") }
    position += word.utf8.count
    return value
  }

  /// Reads a map after its opening brace.
  private mutating func parseMap(depth: Int) throws(JSONError) -> Value {
    var pairs: [Value.Pair] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .map([]) }
    pairs.reserveCapacity(8)
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
      let key = try parseString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("expected ':'") }
      pairs.append(Value.Pair(key, try parseValue(depth: depth + 1)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
    return .map(pairs)
  }

  private mutating func parseList(depth: Int) throws(JSONError) -> Value {
    position += 1
    var items: [Value] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .list([]) }
    repeat {
      items.append(try parseValue(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
    return .list(items)
  }

  private mutating func parseNumber() throws(JSONError) -> Value {
    let start = position
    let isNegative = take(UInt8(ascii: "-"))
    if isNegative, next == UInt8(ascii: "I") {
      return try parseWord("Infinity", .number(-.infinity))
    }
    if !take(UInt8(ascii: "0")) { try skipDigits() }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      try skipDigits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits()
    }
    if isInteger, position - start <= 18 {
      let digits = bytes[(isNegative ? start + 1 : start)..<position]
      let size = digits.reduce(0) { 10 * $0 + Int($1 & 0x0F) }
      return .integer(isNegative ? -size : size)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text) else { throw error("not a number") }
    return .number(number)
  }

  private mutating func skipDigits() throws(JSONError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw error("expected a digit") }
  }

  private mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    var unescaped: [UInt8]? = nil
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        let text =
          unescaped.map { String(validating: $0, as: UTF8.self) }
          ?? String(validating: bytes[start..<position], as: UTF8.self)
        guard let text else { throw error("text is not UTF-8") }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        if unescaped == nil { unescaped = Array(bytes[start..<position]) }
        position += 1
        unescaped?.append(contentsOf: try parseEscape())
      case 0..<0x20: throw error("a control character in a string")
      default:
        unescaped?.append(byte)
        position += 1
      }
    }
    throw error("a string without an end")
  }

  private mutating func parseEscape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw error("unexpected end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try parseCodePoint())).utf8)
    default: throw error("unknown escape")
    }
  }

  private mutating func parseCodePoint() throws(JSONError) -> Unicode.Scalar {
    var code = try parseHexadecimal()
    if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let low = try parseHexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("half of a surrogate pair") }
    return scalar
  }

  private mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

/// A run of numbers such as `1..10` or `0..1 step 0.25`, both ends included.
enum AxisRange {
  static let maximumCount = 1_000_000

  struct Failure: Error { var message: String }

  /// The values as texts, or `nil` where `text` is not a range at all.
  ///
  /// Decimals are counted exactly, in units of the last decimal place. A bound written with leading
  /// zeros (`01..10`) gives all values its width.
  static func values(of text: String) throws(Failure) -> [String]? {
    // Paths and identifiers may hold two dots as well.
    guard let (before, after) = split(text[...], at: ".."), startsNumber(before) else {
      return nil
    }
    let first = before.withoutOuterSpaces
    var last = after.withoutOuterSpaces
    var step: Substring = "1"
    if let (before, after) = split(last, at: "step") {
      step = after.withoutOuterSpaces
      last = before.withoutOuterSpaces
    }
    guard let start = Decimal(first), let end = Decimal(last), let stride = Decimal(step) else {
      throw Failure(
        message: "\(quoted(text)) is not a range; write 1..10, or 0..1 step 0.25")
    }
    let places = max(start.places, end.places, stride.places)
    guard let a = start.scaled(to: places), let b = end.scaled(to: places),
      let c = stride.scaled(to: places)
    else { throw Failure(message: "the numbers in \(quoted(text)) are too large") }
    guard c > 0 else { throw Failure(message: "the step of \(quoted(text)) must be positive") }
    guard a <= b else { throw Failure(message: "the range \(quoted(text)) is empty") }
    // Bounds have at most 18 digits, so the difference fits.
    guard (b - a) / c < maximumCount else {
      throw Failure(message: "the range \(quoted(text)) has more than \(maximumCount) values")
    }
    let width = places == 0 ? max(start.paddedWidth, end.paddedWidth) : 0
    return Swift.stride(from: a, through: b, by: c).map {
      Decimal.text(of: $0, places: places, width: width)
    }
  }

  /// What stands before and after the first `separator`.
  private static func split(_ text: Substring, at separator: String) -> (Substring, Substring)? {
    var start = text.startIndex
    while start < text.endIndex {
      let rest = text[start...]
      if rest.hasPrefix(separator) { return (text[..<start], rest.dropFirst(separator.count)) }
      start = text.index(after: start)
    }
    return nil
  }

  private static func startsNumber(_ text: Substring) -> Bool {
    let digits = text.first == "-" ? text.dropFirst() : text
    return digits.first.map { $0.isASCII && $0.isNumber } ?? false
  }

  /// A decimal number as an integer and a count of decimal places.
  private struct Decimal {
    var digits: Int
    var places: Int
    /// Number of characters, where leading zeros fix it.
    var paddedWidth = 0

    init?(_ text: Substring) {
      let isNegative = text.first == "-"
      let parts = text.dropFirst(isNegative ? 1 : 0)
        .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard let whole = parts.first, !whole.isEmpty,
        parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
        let digits = Int(parts.joined())
      else { return nil }
      self.digits = isNegative ? -digits : digits
      self.places = parts.count > 1 ? parts[1].count : 0
      if whole.count > 1, whole.first == "0" { paddedWidth = whole.count }
    }

    func scaled(to places: Int) -> Int? {
      var value = digits
      for _ in self.places..<places {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        value = product
      }
      return abs(value) < 1_000_000_000_000_000_000 ? value : nil
    }

    static func text(of value: Int, places: Int, width: Int) -> String {
      var text = String(abs(value))
      let length = max(places + 1, width)
      if text.count < length { text = String(repeating: "0", count: length - text.count) + text }
      if places > 0 {
        text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
      }
      return value < 0 ? "-" + text : text
    }
  }
}

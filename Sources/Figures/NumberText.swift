/// Numbers as people read them.
package enum NumberText {
  /// `number` with a fixed number of decimals, rounded half away from zero; `–` for what is not
  /// finite, with a true minus sign.
  package static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number > 0 ? "∞" : "−∞" }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(number) * scale).rounded()
    guard scaled < 1e15 else { return "\(number)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = number < 0 && scaled != 0 ? "−" : ""
    let whole = padded.dropLast(decimals)
    return sign + (decimals == 0 ? String(whole) : "\(whole).\(padded.suffix(decimals))")
  }

  /// A number with so many decimals, as a column of a table has it; a power of ten where they would show
  /// nothing but zeros, as of small p-values.
  package static func cell(_ number: Double, _ decimals: Int) -> String {
    let least = (0..<decimals).reduce(0.5) { least, _ in least / 10 }
    guard number.isFinite, number != 0, decimals > 0, abs(number) < least else {
      return fixed(number, decimals)
    }
    var (scaled, exponent) = powerOfTen(number)
    // A rounding may carry over.
    if abs(scaled) >= 9.95 { (scaled, exponent) = (scaled / 10, exponent + 1) }
    return "\(fixed(scaled, 1))e−\(-exponent)"
  }

  /// A number with about three significant digits, as running text has it.
  package static func short(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return fixed(number, 0) }
    if number == number.rounded(), abs(number) < 1e6 { return fixed(number, 0) }
    let size = abs(number)
    if size >= 1e6 || size < 1e-4 {
      let (scaled, exponent) = powerOfTen(number)
      return "\(fixed(scaled, 2)) × 10^\(fixed(Double(exponent), 0))"
    }
    var (decimals, limit) = (2, 1.0)
    while size < limit, decimals < 7 { (decimals, limit) = (decimals + 1, limit / 10) }
    return fixed(number, size >= 100 ? 0 : size >= 10 ? 1 : decimals)
  }

  /// A number from 1 to 10, or their opposites, and the power of ten that makes it `number`.
  ///
  /// - Precondition: finite, not 0.
  private static func powerOfTen(_ number: Double) -> (scaled: Double, exponent: Int) {
    var (exponent, scaled) = (0, number)
    while abs(scaled) >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
    while abs(scaled) < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
    return (scaled, exponent)
  }

  /// A count with thin spaces between groups of three digits.
  package static func grouped(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
      text.append(digit)
    }
    return count < 0 ? "−" + text : text
  }

  /// A coordinate in an SVG: at most two decimals, no trailing zeros, plain ASCII.
  package static func coordinate(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest % 10 == 0
      ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// Amounts of memory and time as people write them.
public enum Quantity {
  /// Bytes in `2 GiB`, `500 MB` or, as Slurm writes it, `4G`; `nil` where it is none of these.
  public static func bytes(_ text: String) -> Int? {
    let (digits, unit) = split(text[...])
    guard let amount = ParameterType.decimal(digits), amount > 0 else { return nil }
    let factor: Double
    switch unit {
    case "B": factor = 1
    case "KB", "kB": factor = 1e3
    case "MB": factor = 1e6
    case "GB": factor = 1e9
    case "TB": factor = 1e12
    case "K", "KiB": factor = 1024
    case "M", "MiB": factor = 1_048_576
    case "G", "GiB": factor = 1_073_741_824
    case "T", "TiB": factor = 1_099_511_627_776
    default: return nil
    }
    let bytes = (amount * factor).rounded(.up)
    return bytes < 1e18 ? Int(bytes) : nil
  }

  /// Seconds in `90s`, `1h30m`, `2d` or, as Slurm writes it, `1:30:00`; `nil` where it is none.
  public static func seconds(_ text: String) -> Double? {
    if text.contains(":") { return clock(text) }
    var rest = text[...]
    var total = 0.0
    var lastUnit = Double.infinity
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      while rest.first == " " { rest.removeFirst() }
      guard let amount = ParameterType.decimal(String(digits)), let factor = units[String(unit)],
        factor < lastUnit
      else { return nil }
      total += amount * factor
      lastUnit = factor
    }
    return total > 0 && total < 1e10 ? total : nil
  }

  private static let units: [String: Double] = [
    "d": 86400, "h": 3600, "m": 60, "min": 60, "s": 1, "ms": 0.001,
  ]

  /// `hours:minutes:seconds` or `minutes:seconds`.
  private static func clock(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), !parts.contains(nil) else { return nil }
    let numbers = parts.compactMap { $0 }
    guard numbers.allSatisfy({ (0..<1_000_000).contains($0) }),
      numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    let total = numbers.reduce(0) { $0 * 60 + $1 }
    return total > 0 ? Double(total) : nil
  }

  private static func split(_ text: Substring) -> (String, String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    return (String(digits), String(text.dropFirst(digits.count).drop { $0 == " " }))
  }
}

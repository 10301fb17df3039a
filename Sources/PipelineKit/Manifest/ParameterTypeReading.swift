extension ParameterType {
  /// The value that `text` stands for, or `nil` where it is of another type or out of range.
  ///
  /// - Parameter folder: where relative paths start from.
  func value(of text: String, folder: String) -> Value? {
    switch self {
    case .boolean:
      switch text {
      case "true", "True", "TRUE": return .boolean(true)
      case "false", "False", "FALSE": return .boolean(false)
      default: return nil
      }
    case .integer(let minimum, let maximum):
      guard let value = Int(text), value >= minimum ?? .min, value <= maximum ?? .max else {
        return nil
      }
      return .integer(value)
    case .number(let minimum, let maximum):
      guard let value = Self.decimal(text), value >= minimum ?? -.infinity,
        value <= maximum ?? .infinity
      else { return nil }
      return .number(value)
    case .string, .tree: return .string(text)
    case .path: return text.isEmpty ? nil : .string(PathText.resolve(text, in: folder))
    case .choice(let choices): return choices.contains(text) ? .string(text) : nil
    case .list: return nil
    }
  }

  /// A finite decimal number; `Double.init` alone would take `nan`, `inf` and hexadecimal too.
  static func decimal(_ text: String) -> Double? {
    guard let value = Double(text), value.isFinite,
      text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) })
    else { return nil }
    return value
  }

  /// What a value of the type looks like: `an integer from 1 to 8`.
  public var described: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let minimum, let maximum):
      "an integer" + Self.range(minimum.map(String.init), maximum.map(String.init))
    case .number(let minimum, let maximum):
      "a number" + Self.range(minimum.map(Self.text), maximum.map(Self.text))
    case .string: "a text"
    case .path: "a path"
    case .choice(let choices): "one of \(choices.joined(separator: ", "))"
    case .list(let type, _): "a list, each item \(type.described)"
    case .tree: "a text, a list or a mapping"
    }
  }

  private static func range(_ minimum: String?, _ maximum: String?) -> String {
    switch (minimum, maximum) {
    case (let minimum?, let maximum?): " from \(minimum) to \(maximum)"
    case (let minimum?, nil): " of at least \(minimum)"
    case (nil, let maximum?): " of at most \(maximum)"
    case (nil, nil): ""
    }
  }

  /// A bound as people write it: `4` rather than `4.0`.
  private static func text(_ bound: Double) -> String {
    Int(exactly: bound).map(String.init) ?? "\(bound)"
  }
}

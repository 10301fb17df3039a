/// What values of a parameter look like, and the Swift type that they have for the stage.
public struct ParameterForm<Setting: Sendable>: Sendable {
  /// Type and range, for checking, help, schema and docs.
  public let type: ParameterType
  let decode: @Sendable (Value) -> Setting?
  let encode: @Sendable (Setting) -> Value
}

extension ParameterForm where Setting == Bool {
  public static var boolean: Self {
    Self(type: .boolean) {
      if case .boolean(let value) = $0 { value } else { nil }
    } encode: {
      .boolean($0)
    }
  }
}

extension ParameterForm where Setting == Int {
  public static func integer(minimum: Int? = nil, maximum: Int? = nil) -> Self {
    Self(type: .integer(minimum: minimum, maximum: maximum)) {
      if case .integer(let value) = $0 { value } else { nil }
    } encode: {
      .integer($0)
    }
  }
}

extension ParameterForm where Setting == Double {
  /// Bounds are inclusive.
  public static func number(minimum: Double? = nil, maximum: Double? = nil) -> Self {
    Self(type: .number(minimum: minimum, maximum: maximum)) {
      switch $0 {
      case .number(let value): value
      case .integer(let value): Double(value)
      default: nil
      }
    } encode: {
      .number($0)
    }
  }
}

extension ParameterForm where Setting == String {
  public static var string: Self { text(.string) }
  /// A path, resolved against the manifest's folder.
  public static var path: Self { text(.path) }

  private static func text(_ type: ParameterType) -> Self {
    Self(type: type) {
      if case .string(let text) = $0 { text } else { nil }
    } encode: {
      .string($0)
    }
  }
}

extension ParameterForm where Setting == Value {
  /// A text, or lists and mappings of texts, which the stage checks.
  public static var tree: Self {
    Self(type: .tree) {
      $0
    } encode: {
      $0
    }
  }
}

extension ParameterForm
where Setting: RawRepresentable & CaseIterable, Setting.RawValue == String {
  /// One of the words of an enumeration, in the order of its cases.
  public static func choice(_ choices: Setting.Type) -> Self {
    Self(type: .choice(choices.allCases.map(\.rawValue))) {
      if case .string(let word) = $0 { Setting(rawValue: word) } else { nil }
    } encode: {
      .string($0.rawValue)
    }
  }
}

extension ParameterForm {
  public static func list<Element>(
    of item: ParameterForm<Element>, minimumCount: Int = 0
  ) -> Self where Setting == [Element] {
    Self(type: .list(of: item.type, minimumCount: minimumCount)) {
      guard case .list(let values) = $0 else { return nil }
      let settings = values.compactMap(item.decode)
      return settings.count == values.count ? settings : nil
    } encode: {
      .list($0.map(item.encode))
    }
  }

  /// The same, or none.
  func optional() -> ParameterForm<Setting?> {
    ParameterForm<Setting?>(type: type) {
      $0 == .null ? .some(nil) : decode($0).map(Optional.some)
    } encode: {
      $0.map(encode) ?? .null
    }
  }
}

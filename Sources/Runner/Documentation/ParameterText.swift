import PipelineKit

/// Types, ranges and defaults of parameters in words.
enum ParameterText {
  /// Type, range, unit and default: `a number of at least 0 (mm), default 1.0`.
  static func full(_ parameter: AnyParameter) -> String {
    var text = parameter.type.described
    if !parameter.unit.isEmpty { text += " (\(parameter.unit))" }
    guard let value = parameter.defaultValue else { return text + ", required" }
    return text + (value == .null ? ", optional" : ", default \(literal(value))")
  }

  /// A value as a manifest would write it.
  static func literal(_ value: Value) -> String {
    switch value {
    case .string(let text): text.isEmpty ? "empty" : text
    case .list(let items): "[" + items.map(literal).joined(separator: ", ") + "]"
    default: value.json()
    }
  }
}

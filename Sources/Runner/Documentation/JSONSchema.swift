import PipelineKit

/// Pieces of JSON Schema 2020-12.
enum JSONSchema {
  /// A map with known keys and no others.
  static func closed(
    _ properties: [Value.Pair], required: [String] = [], about: String? = nil
  ) -> Value {
    var pairs: [Value.Pair] = [.init("type", "object")]
    if let about { pairs.append(.init("description", .string(about))) }
    pairs.append(.init("properties", .map(properties)))
    if !required.isEmpty { pairs.append(.init("required", .list(required.map(Value.string)))) }
    pairs.append(.init("additionalProperties", false))
    return .map(pairs)
  }

  /// A map from names that the author chooses.
  static func named(_ element: Value, _ about: String) -> Value {
    [
      "type": "object", "description": .string(about),
      "propertyNames": ["pattern": "^[A-Za-z][A-Za-z0-9_-]*$"],
      "additionalProperties": element,
    ]
  }

  static func text(_ about: String) -> Value {
    ["type": ["string", "number", "boolean"], "description": .string(about)]
  }

  static func word(_ words: [String], _ about: String) -> Value {
    ["enum": .list(words.map(Value.string)), "description": .string(about)]
  }

  static func oneOrMany(_ about: String) -> Value {
    let scalar: Value = ["type": ["string", "number", "boolean"]]
    return [
      "description": .string(about), "anyOf": [scalar, ["type": "array", "items": scalar]],
    ]
  }

  static func reference(_ name: String) -> Value { ["$ref": .string("#/$defs/\(name)")] }

  /// A declared type, or a text that holds the `$name` of a param or axis.
  static func value(of type: ParameterType) -> Value {
    let plain: Value =
      switch type {
      case .boolean: ["type": "boolean"]
      case .integer(let minimum, let maximum):
        bounded("integer", minimum.map(Value.integer), maximum.map(Value.integer))
      case .number(let minimum, let maximum):
        bounded("number", minimum.map(Value.number), maximum.map(Value.number))
      case .string, .path: ["type": ["string", "number", "boolean"]]
      case .choice(let words): ["enum": .list(words.map(Value.string))]
      case .list(let element, let count):
        ["type": "array", "items": value(of: element), "minItems": .integer(count)]
      }
    return ["anyOf": [plain, ["type": "string", "pattern": "\\$"]]]
  }

  private static func bounded(_ type: String, _ minimum: Value?, _ maximum: Value?) -> Value {
    var pairs: [Value.Pair] = [.init("type", .string(type))]
    if let minimum { pairs.append(.init("minimum", minimum)) }
    if let maximum { pairs.append(.init("maximum", maximum)) }
    return .map(pairs)
  }
}

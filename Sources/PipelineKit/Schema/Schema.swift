/// Pieces of the JSON Schema of manifests.
///
/// A manifest's scalars are text until something declares their type; other YAML readers, which
/// editors use, make numbers and truth values of them. So each piece accepts what a text looks like to
/// them as well as the quoted text.
enum Schema {
  /// A mapping with known keys alone.
  static func closed(
    _ properties: [Value.Pair], required: [String] = [], _ about: String
  ) -> Value {
    [
      "type": "object", "additionalProperties": false, "description": .string(about),
      "required": .list(required.map(Value.string)), "properties": .map(properties),
    ]
  }

  /// A mapping from names to items, which may be left empty.
  static func named(_ item: Value, _ about: String) -> Value {
    [
      "type": ["object", "null"], "description": .string(about), "propertyNames": name,
      "additionalProperties": item,
    ]
  }

  /// A name of a param, source, stage or axis.
  static let name: Value = ["pattern": .string("^" + namePattern + "$"), "maxLength": 128]
  private static let namePattern = "[A-Za-z_][A-Za-z0-9_-]*"

  /// Identifiers look like numbers or truth values at times.
  static func text(_ about: String) -> Value {
    ["type": ["string", "number", "boolean"], "description": .string(about)]
  }

  /// One text, or a list of them.
  static func texts(_ about: String, atLeast count: Int = 0, allowsNull: Bool = false) -> Value {
    let types: Value = ["string", "number", "boolean"]
    let item: Value = ["type": allowsNull ? ["string", "number", "boolean", "null"] : types]
    let list: Value = ["type": "array", "items": item, "minItems": .integer(count)]
    return ["description": .string(about), "anyOf": [item, list]]
  }

  /// One of some words.
  static func words(_ words: [String], _ about: String? = nil) -> Value {
    let forms: Value = [["enum": .list(words.flatMap(spellings))], interpolated]
    guard let about else { return ["anyOf": forms] }
    return ["description": .string(about), "anyOf": forms]
  }

  /// What a word is to readers that give scalars types: `1`, `yes` and `on` are none to them.
  static func spellings(_ word: String) -> [Value] {
    var spellings: [Value] = [.string(word)]
    if let integer = Int(word) {
      spellings.append(.integer(integer))
    } else if let number = ParameterType.decimal(word) {
      spellings.append(.number(number))
    }
    switch word.lowercased() {
    case "true", "yes", "on", "y": spellings.append(.boolean(true))
    case "false", "no", "off", "n": spellings.append(.boolean(false))
    default: break
    }
    return spellings
  }

  static func integer(_ about: String, minimum: Int? = nil, maximum: Int? = nil) -> Value {
    [
      "description": .string(about),
      "anyOf": [ParameterType.integer(minimum: minimum, maximum: maximum).schema, interpolated],
    ]
  }

  /// A text with a `$name` in it, which can stand for a value of any type.
  static let interpolated: Value = pattern("\\$")

  static func pattern(_ pattern: String) -> Value {
    ["type": "string", "pattern": .string(pattern)]
  }

  static func pattern(_ text: String, _ about: String) -> Value {
    ["description": .string(about), "anyOf": [pattern(text), interpolated]]
  }

  private static let decimal = #"([0-9]+\.?[0-9]*|\.[0-9]+)"#

  /// As `Quantity.bytes` reads it.
  static func memory(_ about: String) -> Value {
    pattern(#"^(?=[0-9.]*[1-9])"# + decimal + " *(B|[kKMGT]B|[KMGT]i?B?)$", about)
  }

  /// As `Quantity.seconds` reads it.
  static func duration(_ about: String) -> Value {
    let units = ["d", "h", "(m|min)", "s", "ms"].map { "(" + decimal + $0 + " *)?" }.joined()
    return pattern(
      "^(?=.*[1-9])(" + units + "|([0-9]+:)?[0-9]+:[0-5]?[0-9])$", about)
  }

  /// What an input reads, or an output gives: `name`, `name.port`, `name[axis=value].port`.
  static let portReference: Value = [
    "anyOf": [pattern("^" + namePattern + #"(\[.*\])?(\."# + namePattern + ")?$"), interpolated]
  ]

  /// A name, or a list of them.
  static let names: Value = {
    let name: Value = ["anyOf": [pattern("^" + namePattern + "$"), interpolated]]
    return ["anyOf": [name, ["type": "array", "items": name]]]
  }()

  /// Names of axes of a source: one, or a list of them.
  static let axisNames: [Value] = [
    axisName, ["type": "array", "items": axisName, "minItems": 1, "uniqueItems": true],
  ]
  static let axisName: Value = [
    "anyOf": [pattern("^(?!(arithmetic|seed|repeat)$)" + namePattern + "$"), interpolated]
  ]
}

extension ParameterType {
  /// The JSON Schema of a value of the type.
  var schema: Value {
    switch self {
    case .boolean:
      return [
        "anyOf": [["type": "boolean"], Schema.pattern("^([Tt]rue|TRUE|[Ff]alse|FALSE)$")]
      ]
    case .integer(let minimum, let maximum):
      let number = Self.bounded("integer", minimum.map(Value.integer), maximum.map(Value.integer))
      return ["anyOf": [number, Schema.pattern("^[+-]?[0-9]+$")]]
    case .number(let minimum, let maximum):
      let number = Self.bounded("number", minimum.map(Value.number), maximum.map(Value.number))
      let decimal = #"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"#
      return ["anyOf": [number, Schema.pattern(decimal)]]
    case .string: return ["type": ["string", "number", "boolean"]]
    case .path: return ["type": ["string", "number", "boolean"], "minLength": 1]
    case .choice(let choices): return ["enum": .list(choices.flatMap(Schema.spellings))]
    case .list(let type, let minimumCount):
      let item: Value = ["anyOf": [type.schema, Schema.interpolated]]
      return ["type": "array", "items": item, "minItems": .integer(minimumCount)]
    case .tree: return ["type": ["string", "number", "boolean", "array", "object"]]
    }
  }

  private static func bounded(_ name: String, _ minimum: Value?, _ maximum: Value?) -> Value {
    var pairs: [Value.Pair] = [.init("type", .string(name))]
    if let minimum { pairs.append(.init("minimum", minimum)) }
    if let maximum { pairs.append(.init("maximum", maximum)) }
    return .map(pairs)
  }
}

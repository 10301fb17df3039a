import Arithmetic

extension ManifestSchema {
  /// An arithmetic: a name, or a name with options.
  static var arithmetic: Value {
    let names = Arithmetics.backends.map { Value.string($0.name) }
    return [
      "description": "The arithmetic that kernels compute in: a name, or {name: {option: value}}.",
      "anyOf": [
        ["enum": .list(names)], Schema.interpolated,
        [
          "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
          "properties": .map(Arithmetics.backends.map { .init($0.name, options(of: $0)) }),
        ],
      ],
    ]
  }

  private static func options(of backend: BackendDescription) -> Value {
    var properties = backend.options.map { option in
      Value.Pair(
        option.name,
        [
          "description": .string(option.documentation),
          "anyOf": [schema(of: option.values), Schema.interpolated],
        ])
    }
    if Arithmetics.takesScope(backend) {
      properties += KernelScope.options.map { .init($0.name, Schema.texts($0.documentation)) }
    }
    return [
      "type": ["object", "null"], "description": .string(backend.summary),
      "additionalProperties": false, "properties": .map(properties),
    ]
  }

  private static func schema(of values: OptionDescription.Values) -> Value {
    switch values {
    case .integers(let range):
      ParameterType.integer(minimum: range.lowerBound, maximum: range.upperBound).schema
    case .numbers(let range):
      ParameterType.number(minimum: range.lowerBound, maximum: range.upperBound).schema
    case .choices(let names): ParameterType.choice(names).schema
    }
  }
}

/// The schema of `stages:`.
extension ManifestSchema {
  /// What a stage has follows from the kind that it uses, so editors ask for the kind first and then
  /// name the right keys.
  var stages: Value {
    let kinds = catalog.kinds.map { Value.string($0.kind) }
    let uses: Value = [
      "description": "A stage kind, or the path of a manifest.",
      "anyOf": [
        ["enum": .list(kinds)], Schema.pattern(Self.manifestPath),
        Schema.pattern(Self.descriptorPath), Schema.interpolated,
      ],
    ]
    let cases = catalog.kinds.map { type in
      Self.when(["const": .string(type.kind)], schema(of: type))
    }
    // Who writes a command need not say what runs it.
    let commands = catalog[ToolKeys.instrumented].map { type -> [Value] in
      [["if": ["not": ["required": ["uses"]]], "then": schema(of: type)]]
    }
    let descriptors = catalog[ToolKeys.boutiques].map { type -> [Value] in
      [Self.when(Schema.pattern(Self.descriptorPath), schema(of: type))]
    }
    let others = [Self.when(Schema.pattern(Self.manifestPath), Self.nested)]
    let stage: Value = [
      "type": "object",
      "anyOf": [["required": ["uses"]], ["required": ["command"]], ["required": ["shell"]]],
      "properties": ["uses": uses],
      "allOf": .list(cases + others + (commands ?? []) + (descriptors ?? [])),
    ]
    return [
      "type": "object", "description": "The work.", "minProperties": 1,
      "propertyNames": Schema.name, "additionalProperties": stage,
    ]
  }

  private static let expectedColumns: Value = {
    let bound: Value = ["anyOf": [ParameterType.number().schema, Schema.interpolated]]
    return [
      "type": "object", "minProperties": 1, "description": "Columns with their bounds.",
      "additionalProperties": [
        "type": "object", "minProperties": 1, "additionalProperties": false,
        "properties": [
          "minimum": bound, "maximum": bound,
          "rows": [
            "type": "object",
            "description": "What other columns have in the rows that it is about.",
          ],
        ],
      ],
    ]
  }()

  private static let manifestPath = #"\.ya?ml$"#
  private static let descriptorPath = #"\.json$"#

  private static func when(_ uses: Value, _ then: Value) -> Value {
    ["if": ["required": ["uses"], "properties": ["uses": uses]], "then": then]
  }

  private func schema(of type: any Stage.Type) -> Value {
    let ports = type.inputs.map { port in
      Value.Pair(port.name, Self.described(Schema.portReference, port.doc))
    }
    let standIns = Set(((type as? any PortDerivingStage.Type)?.standIns ?? []).map(\.name))
    let neededPorts = type.inputs.filter { !$0.isOptional && !standIns.contains($0.name) }
      .map(\.name)
    let parameters = type.parameters.map { Value.Pair($0.name, $0.schema) }
    let neededParameters = type.parameters.filter { $0.defaultValue == nil }.map(\.name)
    let isOpen = type is any PortDerivingStage.Type
    let isTool = ToolKeys.isTool(type.kind)
    let about = "What each input port reads."
    let inputs: Value =
      isOpen
      ? [
        "type": "object", "description": .string(about),
        "required": .list(neededPorts.map(Value.string)), "properties": .map(ports),
        "additionalProperties": Schema.portReference,
      ] : Schema.closed(ports, required: neededPorts, about)
    var properties: [Value.Pair] = [
      .init(
        "uses",
        isTool ? [:] : ["const": .string(type.kind), "description": .string(type.summary)]),
      .init("in", inputs),
      .init(
        "with",
        isTool
          ? ["type": "object", "description": "Values for the command."]
          : Schema.closed(parameters, required: neededParameters, "Values of parameters.")),
      .init("sweep", Self.reference(type.usesArithmetic ? "sweep" : "plainSweep")),
      .init("over", Self.described(Schema.names, "Axes that the stage takes away.")),
      .init(
        "missing", Schema.words(["error", "drop"], "What happens to items that one input lacks.")),
      .init("failed", Schema.words(["error", "drop"], "What happens to items whose jobs failed.")),
    ]
    if isOpen {
      properties.append(.init("export", Self.anyExport))
    } else if !type.outputs.isEmpty {
      properties.append(.init("export", export(type.outputs)))
    }
    if isTool {
      properties += parameters.filter { ToolKeys.all.contains($0.key) }
      properties.append(.init("script", Schema.text("A script that the command reads as $script.")))
      properties.append(.init("expect", ["type": "object"]))
    }
    let tables = type.outputs.filter { $0.types.contains(.table) }
    if !tables.isEmpty {
      properties.append(
        .init(
          "expect",
          Schema.closed(
            tables.map { .init($0.name, Self.expectedColumns) } + [
              .init("otherwise", Schema.words(["stop", "warn"], "What happens otherwise."))
            ], "What columns have to hold.")))
    }
    for pair in Self.settings where pair.key != "arithmetic" || type.usesArithmetic {
      properties.append(pair)
    }
    let required =
      (neededPorts.isEmpty ? [] : ["in"])
      + (neededParameters.isEmpty || isTool ? [] : ["with"])
    return [
      "additionalProperties": false, "required": .list(required.map(Value.string)),
      "properties": .map(properties),
    ]
  }

  /// A manifest used as a stage.
  private static let nested: Value = {
    let properties: [Value.Pair] = [
      .init("uses", [:]), .init("with", ["type": "object"]),
      .init("in", ["type": "object", "additionalProperties": Schema.portReference]),
      .init("sweep", reference("sweep")), .init("export", anyExport),
    ]
    return ["additionalProperties": false, "properties": .map(properties + settings)]
  }()

  /// Where outputs go that only the manifest names.
  private static let anyExport: Value = [
    "anyOf": [["type": "string"], ["type": "object", "minProperties": 1]]
  ]

  private static func described(_ schema: Value, _ about: String) -> Value {
    guard case .map(let pairs) = schema else { return schema }
    return .map([.init("description", .string(about))] + pairs)
  }
}

// MARK: - export

extension ManifestSchema {
  /// A path where there is one output, or outputs with their paths.
  private func export(_ outputs: [Port]) -> Value {
    let byPort = Schema.closed(
      outputs.map { .init($0.name, export($0)) }, "Where each output goes.")
    let forms = outputs.count == 1 ? [export(outputs[0]), byPort] : [byPort]
    return ["description": "Where the outputs go.", "anyOf": .list(forms)]
  }

  /// A path whose ending suits the type of one output, or a mapping that has it.
  private func export(_ port: Port) -> Value {
    let endings = Set(port.types.flatMap(catalog.reader.endings)).sorted()
    let ending = "(" + endings.map(Self.escaped).joined(separator: "|") + ")"
    // A name at the end may bring the ending with it.
    let path = Schema.pattern("(" + ending + #"|\$([A-Za-z_][A-Za-z0-9_]*|\{[^}]*\}))$"#)
    var options: [Value.Pair] = [
      .init("path", path), .init("sidecar", ParameterType.boolean.schema),
    ]
    if port.types.contains(.table) { options.append(.init("axes", ParameterType.boolean.schema)) }
    return ["anyOf": [path, Schema.closed(options, required: ["path"], port.doc)]]
  }

  /// `text` in a regular expression.
  private static func escaped(_ text: String) -> String { text.replacing(".", with: #"\."#) }
}

// MARK: - sweep

extension ManifestSchema {
  /// Axes with their values.
  ///
  /// - Parameter arithmetic: what the values of the axis `arithmetic` are; `nil` where there is none.
  static func sweep(_ arithmetic: Value?) -> Value {
    let combination: Value = ["type": "object", "minProperties": 1]
    let combinations: Value = [
      "anyOf": [combination, ["type": "array", "items": combination]]
    ]
    let walking = axes(arithmetic, [], atLeast: 1)
    let zip: Value = ["anyOf": [walking, ["type": "array", "items": walking]]]
    return axes(
      arithmetic,
      [.init("zip", zip), .init("include", combinations), .init("exclude", combinations)],
      atLeast: 0)
  }

  private static func axes(
    _ arithmetic: Value?, _ others: [Value.Pair], atLeast count: Int
  ) -> Value {
    let arithmetics: Value = arithmetic.map { list(of: ["anyOf": [$0, named($0)]]) } ?? false
    let scalar: Value = ["type": ["string", "number", "boolean"]]
    return [
      "type": "object", "description": "Axes that the stage adds.",
      "minProperties": .integer(count), "propertyNames": Schema.name,
      "properties": .map(others + [.init("arithmetic", arithmetics)]),
      "additionalProperties": [
        "anyOf": [
          list(of: ["anyOf": [scalar, named(scalar)]]), Schema.pattern(range), Schema.interpolated,
        ]
      ],
    ]
  }

  /// A value with a name: `{wide: 4}`.
  private static func named(_ value: Value) -> Value {
    [
      "type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": Schema.name,
      "additionalProperties": value,
    ]
  }

  private static func list(of item: Value) -> Value {
    let items: Value = ["type": "array", "items": item, "minItems": 1, "uniqueItems": true]
    return ["anyOf": [items, Schema.interpolated]]
  }

  private static let range: String = {
    let number = #"-?[0-9]+(\.[0-9]+)?"#
    return "^\(number) *\\.\\. *\(number)( *step *[0-9]+(\\.[0-9]+)?)? *$"
  }()
}

extension AnyParameter {
  /// The JSON Schema of the parameter's value.
  fileprivate var schema: Value {
    let help = unit.isEmpty ? doc : "\(doc) [\(unit)]"
    var pairs: [Value.Pair] = [.init("description", .string(help))]
    let absent: [Value] = defaultValue == .null ? [["type": "null"]] : []
    pairs.append(.init("anyOf", .list([type.schema, Schema.interpolated] + absent)))
    if let defaultValue, defaultValue != .null { pairs.append(.init("default", defaultValue)) }
    return .map(pairs)
  }
}

/// The JSON Schema (draft 7) of manifests, for editors: completion, help and checking while typing.
///
/// It is made from the catalog, so that it knows every stage kind with its ports and parameters.
/// What needs more than one place of a manifest (axes, types of ports, files) is left to the
/// checker.
public struct ManifestSchema {
  private let catalog: StageCatalog

  public init(_ catalog: StageCatalog) { self.catalog = catalog }

  /// The schema as a tree, to be printed as JSON.
  public var value: Value {
    [
      "$schema": "http://json-schema.org/draft-07/schema#", "title": "lastbit manifest",
      "type": "object", "required": ["lastbit", "stages"], "additionalProperties": false,
      "properties": [
        "lastbit": ["const": 1, "description": "Version of the manifest language."],
        "name": Self.text("What the pipeline is called."),
        "about": Self.text("What it is for, in a sentence."),
        "seed": Self.integer("What every job's seed starts from.", minimum: 0),
        "defaults": Self.closed(Self.settings, "What stages take where they say nothing."),
        "params": Self.named(Self.parameter, "Values that --set name=value can change."),
        "inputs": Self.named(Self.input, "What the manifest needs when it is used as a stage."),
        "sources": Self.named(Self.source, "Files that enter the pipeline."),
        "stages": Self.named(
          ["anyOf": .list(catalog.kinds.map(stage) + [Self.nested])], "The work."),
        "outputs": Self.named(Self.text("stage.port"), "Ports when it is used as a stage."),
      ],
    ]
  }

  private func stage(_ type: any Stage.Type) -> Value {
    var properties: [Value.Pair] = [
      .init("uses", ["const": .string(type.kind), "description": .string(type.summary)])
    ]
    let required = type.inputs.filter { !$0.isOptional }.map { Value.string($0.name) }
    if !type.inputs.isEmpty {
      properties.append(
        .init(
          "in",
          [
            "type": "object", "additionalProperties": false, "required": .list(required),
            "properties": .map(type.inputs.map { Value.Pair($0.name, Self.text($0.doc)) }),
          ]))
    }
    if !type.parameters.isEmpty {
      let needed = type.parameters.filter { $0.defaultValue == nil }
      properties.append(
        .init(
          "with",
          [
            "type": "object", "additionalProperties": false,
            "required": .list(needed.map { .string($0.name) }),
            "properties": .map(type.parameters.map { Value.Pair($0.name, $0.schema) }),
          ]))
    }
    properties += [
      Self.sweep,
      .init("over", Self.texts("Axes that the stage takes away.")),
      Self.choice("missing", "What happens to items that one input lacks."),
      Self.choice("failed", "What happens to items whose jobs failed."),
      Self.export,
    ]
    for pair in Self.settings where pair.key != "arithmetic" || type.usesArithmetic {
      properties.append(pair)
    }
    return [
      "type": "object", "additionalProperties": false,
      "required": required.isEmpty ? ["uses"] : ["uses", "in"], "properties": .map(properties),
    ]
  }

  /// A manifest used as a stage.
  private static let nested: Value = closed(
    [
      .init("uses", ["type": "string", "pattern": "\\.(ya?ml|lastbit)$"]),
      .init("with", ["type": "object"]), .init("in", ["type": "object"]), sweep, export,
    ] + settings, "A manifest used as a stage.")

  private static let sweep = Value.Pair(
    "sweep", ["type": "object", "description": "Axes that the stage adds."])
  private static let export = Value.Pair(
    "export",
    [
      "description": .string(
        "Where the output goes: a path; port: path; or port: {path, axes, sidecar}."),
      "type": ["string", "object"],
    ])

  private static func choice(_ key: String, _ about: String) -> Value.Pair {
    .init(key, ["enum": ["error", "drop"], "description": .string(about)])
  }

  private static let settings: [Value.Pair] = [
    .init("arithmetic", arithmetic),
    .init("seed", integer("What the seeds of the stage's jobs start from.", minimum: 0)),
    .init("retries", integer("How often a failed job is tried again.", minimum: 0)),
    .init("timeout", text("Time after which a job is stopped, such as 1h30m.")),
    .init(
      "resources",
      closed(
        [
          .init("cores", integer("Cores that a job keeps busy.", minimum: 1)),
          .init("memory", text("Memory of a job, such as 2 GiB.")),
          .init("time", text("Time of a job, such as 1h30m: a hint to schedulers.")),
        ], "What a job needs.")),
  ]

  private static let parameter: Value = closed(
    [
      .init("type", ["enum": .list(ParameterDeclaration.typeNames.map(Value.string))]),
      .init("of", ["enum": .list(ParameterDeclaration.typeNames.map(Value.string))]),
      .init("default", [:]), .init("minimum", [:]), .init("maximum", [:]),
      .init("choices", texts("The values of a choice.")), .init("about", text("What it is for.")),
    ], "One param.")

  private static let types: Value = [
    "enum": .list(ArtifactType.allCases.map { .string($0.rawValue) })
  ]

  private static let input: Value = [
    "anyOf": [
      types,
      closed(
        [
          .init("type", types), .init("optional", ["type": "boolean"]),
          .init("about", text("What it is.")),
        ], "One input."),
    ]
  ]

  private static let source: Value = closed(
    [
      .init("file", text("One file.")),
      .init("glob", text("Files that match a pattern; each '*' can give an axis.")),
      .init("bids", text("The folder of a BIDS data set.")),
      .init("tsv", text("A table that lists files.")), .init("type", types),
      .init("axis", ["description": "Names of the axes."]),
      .init("suffix", text("BIDS suffix, such as T1w.")),
      .init("extension", texts("BIDS extension, such as .nii.gz.")),
      .init("datatype", texts("BIDS folder, such as anat.")),
      .init("path", text("The column that holds paths.")),
      .init("where", ["type": "object", "description": "Columns with the values to keep."]),
      .init("missing", ["enum": ["error", "drop"]]),
    ] + entities, "One source.")

  private static let entities: [Value.Pair] = BIDSEntity.all.flatMap(\.keys).map { key in
    Value.Pair(key, texts("Only files with this entity."))
  }

  private static func closed(_ properties: [Value.Pair], _ about: String) -> Value {
    [
      "type": "object", "additionalProperties": false, "description": .string(about),
      "properties": .map(properties),
    ]
  }

  private static func named(_ item: Value, _ about: String) -> Value {
    [
      "type": "object", "description": .string(about),
      "propertyNames": ["pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"], "additionalProperties": item,
    ]
  }

  /// Identifiers look like numbers at times, so numbers count as texts.
  static func text(_ about: String) -> Value {
    ["type": ["string", "number"], "description": .string(about)]
  }

  static func texts(_ about: String) -> Value {
    ["type": ["string", "number", "array"], "description": .string(about)]
  }

  private static func integer(_ about: String, minimum: Int) -> Value {
    [
      "anyOf": [["type": "integer", "minimum": .integer(minimum)], .interpolated],
      "description": .string(about),
    ]
  }
}

extension Parameter {
  /// The JSON Schema of the parameter's value.
  fileprivate var schema: Value {
    let help = unit.isEmpty ? doc : "\(doc) [\(unit)]"
    var pairs: [Value.Pair] = [.init("description", .string(help))]
    let absent: [Value] = defaultValue == .null ? [["type": "null"]] : []
    pairs.append(.init("anyOf", .list([type.schema, .interpolated] + absent)))
    if let defaultValue, defaultValue != .null { pairs.append(.init("default", defaultValue)) }
    return .map(pairs)
  }
}

extension ParameterType {
  /// The JSON Schema of a value of the type.
  fileprivate var schema: Value {
    func bounded(_ name: String, _ minimum: Value?, _ maximum: Value?) -> Value {
      var pairs: [Value.Pair] = [.init("type", .string(name))]
      if let minimum { pairs.append(.init("minimum", minimum)) }
      if let maximum { pairs.append(.init("maximum", maximum)) }
      return .map(pairs)
    }
    switch self {
    case .boolean: return ["type": "boolean"]
    case .integer(let minimum, let maximum):
      return bounded("integer", minimum.map(Value.integer), maximum.map(Value.integer))
    case .number(let minimum, let maximum):
      return bounded("number", minimum.map(Value.number), maximum.map(Value.number))
    case .string, .path: return ["type": ["string", "number"]]
    case .choice(let choices): return ["enum": .list(choices.map(Value.string))]
    case .list(let type, let minimumCount):
      return [
        "type": "array", "items": ["anyOf": [type.schema, .interpolated]],
        "minItems": .integer(minimumCount),
      ]
    }
  }
}

extension Value {
  /// A text with a `$name` in it, which can stand for a value of any type.
  static let interpolated: Value = ["type": "string", "pattern": "\\$"]
}

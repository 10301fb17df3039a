/// The JSON Schema (draft 7) of manifests, for editors: completion, help and checking while typing.
///
/// It is made from the catalog, so that it knows every stage kind with its ports and parameters. It
/// refuses what `check` refuses wherever one place of a manifest says so, and nothing that `check`
/// accepts; what needs more than one place (axes, types of ports, files) is left to the checker.
public struct ManifestSchema {
  let catalog: StageCatalog

  public init(_ catalog: StageCatalog) { self.catalog = catalog }

  /// The schema as a tree, to be printed as JSON.
  public var value: Value {
    let definitions: Value = [
      "arithmetic": Self.arithmetic, "sweep": Self.sweep(Self.reference("arithmetic")),
      "plainSweep": Self.sweep(nil), "resources": Self.resources,
    ]
    let properties: Value = [
      "lastbit": ["enum": [1, "1"], "description": "Version of the manifest language."],
      "name": Schema.text("What the pipeline is called."),
      "about": Schema.text("What it is for, in a sentence."),
      "seed": Schema.integer("What every job's seed starts from.", minimum: 0),
      "defaults": Schema.closed(Self.settings, "What stages take where they say nothing."),
      "params": Schema.named(Self.parameter, "Values that --set name=value can change."),
      "presets": Schema.named(
        ["type": "object", "propertyNames": Schema.name],
        "Values of several params under one name, for --preset."),
      "sets": Schema.named(Self.set, "Values along axes that belong together."),
      "inputs": Schema.named(input, "What the manifest needs when it is used as a stage."),
      "sources": Schema.named(source, "Files that enter the pipeline."),
      "stages": stages,
      "outputs": Schema.named(Schema.portReference, "Ports when it is used as a stage."),
    ]
    return [
      "$schema": "http://json-schema.org/draft-07/schema#", "title": "lastbit manifest",
      "type": "object", "required": ["lastbit", "stages"], "additionalProperties": false,
      "properties": properties, "definitions": definitions,
    ]
  }

  static func reference(_ definition: String) -> Value {
    ["$ref": .string("#/definitions/\(definition)")]
  }

  /// What `defaults:` and stages have in common.
  static let settings: [Value.Pair] = [
    .init("arithmetic", reference("arithmetic")),
    .init("seed", seed), .init("retries", retries),
    .init("timeout", Schema.duration("Time after which a job is stopped, such as 1h30m.")),
    .init("resources", reference("resources")),
  ]

  private static let seed: Value = {
    let shared = "The same numbers for every job of every stage that says so."
    let number = Schema.integer("Where random numbers start from.", minimum: 0)
    return [
      "description":
        "What the seeds of the stage's jobs start from; by stream where it is a mapping.",
      "anyOf": [
        number,
        [
          "type": "object", "propertyNames": Schema.name,
          "additionalProperties": [
            "anyOf": [
              number, Schema.closed([.init("shared", number)], required: ["shared"], shared),
            ]
          ],
        ],
      ],
    ]
  }()

  private static let retries: Value = {
    let times = Schema.integer("How often a failed job is tried again.", minimum: 0, maximum: 100)
    func factor(_ what: String) -> Value {
      Schema.pattern(#"^[0-9]+(\.[0-9]+)?x$"#, "What \(what): 2x.")
    }
    let causes = RetryRule.Cause.allCases.map(\.rawValue)
    let on: Value = [
      "description": "What a job may have failed of.",
      "anyOf": [
        Schema.words(causes), ["type": "array", "items": Schema.words(causes)],
        Schema.interpolated,
      ],
    ]
    return [
      "anyOf": [
        times,
        Schema.closed(
          [
            .init("times", times), .init("on", on),
            .init("memory", factor("memory is multiplied by each time that it ran out")),
            .init("time", factor("time is multiplied by each time that it was over")),
          ], required: ["times"],
          "When a failed job is tried again."),
      ]
    ]
  }()

  /// One of `sets:`.
  private static let set: Value = {
    let table: [Value.Pair] = [
      .init("table", Schema.text("A table, such as participants.tsv.")),
      .init("column", Schema.text("The column with the values; participant_id otherwise.")),
      .init("where", conditions),
    ]
    let split: [Value.Pair] = [
      .init(
        "split",
        [
          "type": "object", "minProperties": 2, "propertyNames": Schema.name,
          "additionalProperties": [
            "anyOf": [ParameterType.number(minimum: 0).schema, Schema.interpolated]
          ],
          "description": "Parts with their shares.",
        ]),
      .init("of", Schema.text("The source whose values are dealt out.")),
      .init("by", Schema.text("The axis; subject otherwise.")),
      .init("seed", Schema.integer("What the dealing starts from.", minimum: 0)),
    ]
    return [
      "anyOf": [
        Schema.texts("The values."),
        Schema.closed(table, required: ["table"], "Values from a table."),
        Schema.closed(split, required: ["split", "of"], "Values dealt out by shares."),
      ]
    ]
  }()

  private static let resources: Value = Schema.closed(
    [
      .init(
        "cores", Schema.integer("Cores that a job keeps busy.", minimum: 1, maximum: 4096)),
      .init("memory", Schema.memory("Memory of a job, such as 2 GiB.")),
      .init("time", Schema.duration("Time of a job, such as 1h30m, after which it is stopped.")),
    ], "What a job needs.")

  var types: Value { Schema.words(catalog.reader.types.map(\.rawValue)) }

  private var input: Value {
    [
      "anyOf": [
        types,
        Schema.closed(
          [
            .init("type", types), .init("optional", ParameterType.boolean.schema),
            .init("about", Schema.text("What it is.")),
          ], required: ["type"], "One input."),
      ]
    ]
  }
}

// MARK: - params

extension ManifestSchema {
  /// One of `params:`; its other keys depend on its type.
  fileprivate static let parameter: Value = {
    let names = ParameterDeclaration.typeNames
    let properties: [Value.Pair] = [
      .init("type", Schema.words(names)),
      .init("of", Schema.words(names.filter { $0 != "list" })), .init("default", [:]),
      .init("minimum", [:]), .init("maximum", [:]),
      .init("choices", Schema.texts("The values of a choice.", atLeast: 1)),
      .init("about", Schema.text("What it is for.")),
    ]
    var cases = names.filter { $0 != "list" }.map { when(["type": $0], parameter(of: $0)) }
    for name in names where name != "list" {
      cases.append(when(["type": "list", "of": name], list(of: name)))
    }
    cases.append([
      "if": [
        "required": ["type"], "properties": ["type": ["const": "list"]],
        "not": ["required": ["of"]],
      ],
      "then": list(of: "string"),
    ])
    return [
      "type": "object", "additionalProperties": false, "required": ["type"],
      "description": "One param.", "properties": .map(properties), "allOf": .list(cases),
    ]
  }()

  private static func when(_ values: [String: String], _ then: Value) -> Value {
    let pairs = values.sorted { $0.key < $1.key }
    return [
      "if": [
        "required": .list(pairs.map { .string($0.key) }),
        "properties": .map(pairs.map { .init($0.key, ["const": .string($0.value)]) }),
      ],
      "then": then,
    ]
  }

  private static func parameter(of name: String) -> Value {
    rules(name, default: type(name).schema, allowsElements: false)
  }

  private static func list(of name: String) -> Value {
    rules(name, default: ParameterType.list(of: type(name)).schema, allowsElements: true)
  }

  private static func rules(
    _ name: String, default value: Value, allowsElements: Bool
  ) -> Value {
    let hasBounds = ["integer", "number"].contains(name)
    var keys = ["type", "default", "about", "choices"]
    if hasBounds { keys += ["minimum", "maximum"] }
    if allowsElements { keys.append("of") }
    var properties: [Value.Pair] = [.init("default", value)]
    if hasBounds {
      properties += ["minimum", "maximum"].map { .init($0, type(name).schema) }
    }
    return [
      "propertyNames": ["enum": .list(keys.map(Value.string))], "properties": .map(properties),
      "required": name == "choice" ? ["choices"] : [],
    ]
  }

  private static func type(_ name: String) -> ParameterType {
    switch name {
    case "path": .path
    case "integer": .integer()
    case "number": .number()
    case "boolean": .boolean
    default: .string
    }
  }
}

import Arithmetic
import PipelineKit

/// The manifest language as a JSON Schema, for editors; `check` knows more (axes, ports, files).
enum ManifestSchema {
  static func value(for catalog: StageCatalog) -> Value {
    var properties: [Value.Pair] = [
      .init("lastbit", ["const": 1, "description": "Version of the manifest language."]),
      .init("name", JSONSchema.text("Name of the experiment; by default the file's name.")),
      .init("about", JSONSchema.text("What the experiment asks, in a sentence.")),
      .init("seed", seed),
      .init("params", JSONSchema.named(param, "Values to set with --set name=value.")),
      .init("defaults", JSONSchema.closed(settings, about: "Settings for all stages.")),
      .init("inputs", JSONSchema.named(input, "What a manifest that uses this one connects.")),
      .init("sources", JSONSchema.named(source, "Where data enters.")),
      .init("stages", JSONSchema.named(JSONSchema.reference("stage"), "What is done.")),
    ]
    properties.append(
      .init(
        "outputs",
        JSONSchema.named(
          JSONSchema.text("stage.port"), "Ports offered to a manifest that uses this one.")))
    var schema: [Value.Pair] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("title", "lastbit manifest"),
    ]
    if case .map(let root) = JSONSchema.closed(properties, required: ["lastbit", "stages"]) {
      schema += root
    }
    schema.append(.init("$defs", ["stage": stage(catalog), "arithmetic": arithmetic]))
    return .map(schema)
  }

  private static let seed: Value = [
    "type": "integer", "minimum": 0, "description": "What the seeds of all jobs start from.",
  ]

  private static let param = JSONSchema.closed(
    [
      .init(
        "type",
        JSONSchema.word(
          ["path", "integer", "number", "string", "boolean", "choice", "list"],
          "Type of the value.")),
      .init("default", ["description": "Value where none is given."]),
      .init("about", JSONSchema.text("What it is for.")),
      .init("minimum", ["type": "number"]), .init("maximum", ["type": "number"]),
      .init("choices", ["type": "array", "items": ["type": "string"]]),
      .init("of", JSONSchema.text("Type of a list's items.")),
    ], required: ["type"])

  private static let types = JSONSchema.word(
    ArtifactType.allCases.map(\.rawValue), "What the file or port holds.")

  private static let input = JSONSchema.closed(
    [
      .init("type", types), .init("about", JSONSchema.text("What it is.")),
      .init("optional", ["type": "boolean"]),
    ], required: ["type"])

  /// BIDS entities are open-ended here; `check` names the wrong ones.
  private static let source: Value = [
    "type": "object",
    "properties": [
      "file": JSONSchema.text("One file."),
      "glob": JSONSchema.text("Many files; each * gives a value of an axis."),
      "bids": JSONSchema.text("Folder of a BIDS data set."),
      "tsv": JSONSchema.text("A table with one row a file."),
      "type": types,
      "axis": ["description": "Names of the axes that a glob or table gives."],
      "suffix": JSONSchema.text("BIDS suffix, such as T1w."),
    ],
    "oneOf": [
      ["required": ["file"]], ["required": ["glob", "axis"]], ["required": ["bids", "suffix"]],
      ["required": ["tsv", "axis"]],
    ],
  ]

  private static let arithmetic: Value = [
    "description": "A name, or a name with options.",
    "anyOf": [
      ["enum": .list(Arithmetics.backends.map { .string($0.name) })],
      JSONSchema.closed(
        Arithmetics.backends.map { backend in
          .init(
            backend.name,
            JSONSchema.closed(
              backend.options.map {
                .init($0.name, JSONSchema.text("\($0.documentation) \($0.allowed)"))
              }, about: backend.summary))
        }),
      ["type": "string", "pattern": "\\$"],
    ],
  ]

  private static let settings: [Value.Pair] = [
    .init("arithmetic", JSONSchema.reference("arithmetic")), .init("seed", seed),
    .init("retries", ["type": "integer", "minimum": 0, "maximum": 100]),
    .init("timeout", JSONSchema.text("Stop the job after this long: 90s, 1h30m.")),
    .init(
      "resources",
      JSONSchema.closed([
        .init("cores", ["type": "integer", "minimum": 1]),
        .init("memory", JSONSchema.text("2 GiB")), .init("time", JSONSchema.text("1h30m")),
      ])),
  ]

  /// A stage: common keys, and for each kind the ports and parameters it knows.
  private static func stage(_ catalog: StageCatalog) -> Value {
    let common: [Value.Pair] =
      [
        .init("uses", ["type": "string", "description": "A stage kind, or a manifest's path."]),
        .init("in", ["type": "object", "additionalProperties": ["type": "string"]]),
        .init("with", ["type": "object"]),
        .init("sweep", ["type": "object", "description": "Axes that the stage adds."]),
        .init("over", JSONSchema.oneOrMany("Axes that the stage takes all at once.")),
        .init("missing", JSONSchema.word(["error", "drop"], "What to do where inputs miss.")),
        .init("export", ["type": ["string", "object"], "description": "Where outputs go."]),
      ] + settings
    var pairs: [Value.Pair] = []
    if case .map(let closed) = JSONSchema.closed(common, required: ["uses"]) { pairs = closed }
    pairs.append(.init("allOf", .list(catalog.kinds.map(condition))))
    return .map(pairs)
  }

  private static func condition(_ kind: any Stage.Type) -> Value {
    let inputs = kind.inputs.map { port in
      Value.Pair(port.name, ["type": "string", "description": .string(port.doc)])
    }
    let parameters = kind.parameters.map { parameter in
      var pairs: [Value.Pair] = [.init("description", .string(parameter.doc))]
      if case .map(let type) = JSONSchema.value(of: parameter.type) { pairs += type }
      return Value.Pair(parameter.name, .map(pairs))
    }
    return [
      "if": ["properties": ["uses": ["const": .string(kind.kind)]]],
      "then": [
        "properties": [
          "in": JSONSchema.closed(
            inputs, required: kind.inputs.filter { !$0.isOptional }.map(\.name)),
          "with": JSONSchema.closed(
            parameters,
            required: kind.parameters.filter { $0.defaultValue == nil }.map(\.name),
            about: kind.summary),
        ]
      ],
    ]
  }
}

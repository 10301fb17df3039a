/// The schema of `sources:`.
extension ManifestSchema {
  /// One source: exactly one of four keys says where it is, and which others it may have.
  var source: Value {
    let origins = [
      Origin("file", needs: [], takes: []),
      Origin("glob", needs: ["axis"], takes: []),
      Origin(
        "bids", needs: ["suffix"],
        takes: ["axis", "extension", "datatype"] + BIDSEntity.all.flatMap(\.keys)),
      Origin("tsv", needs: ["axis"], takes: ["path", "where", "missing"]),
    ]
    let axes: Value = [
      "description": "Names of the axes, or axes with the columns or entities that give them.",
      "anyOf": .list(Schema.axisNames + [Self.axisColumns]),
    ]
    let properties: [Value.Pair] = [
      .init("file", Schema.text("One file.")),
      .init(
        "glob",
        Schema.pattern(
          #"^(?!.*\*\*).*\*"#, "Files that match a pattern; each '*' can give an axis.")),
      .init("bids", Schema.text("The folder of a BIDS data set.")),
      .init("tsv", Schema.text("A table that lists files.")), .init("type", types),
      .init("axis", axes), .init("suffix", Schema.text("BIDS suffix, such as T1w.")),
      .init("extension", Schema.texts("BIDS extension, such as .nii.gz.", atLeast: 1)),
      .init("datatype", Schema.texts("BIDS folder, such as anat.", atLeast: 1)),
      .init("path", Schema.text("The column that holds paths.")),
      .init("where", Self.conditions),
      .init("missing", Schema.words(["error", "drop"], "What happens to rows without a file.")),
    ]
    let entities = BIDSEntity.all.flatMap { entity in
      entity.keys.map { key in
        Value.Pair(
          key,
          Schema.texts(
            "Only files with this \(entity.name); none: those without.", atLeast: 1,
            allowsNull: true))
      }
    }
    // A key that says how files are read comes before an entity of the same name.
    let options = catalog.reader.options.map { Value.Pair($0.name, $0.schema) }
    let others = entities.filter { key in !options.contains { $0.key == key.key } }
    return [
      "type": "object", "description": "One source.",
      "properties": .map(properties + options + others),
      "oneOf": .list(origins.map { ["required": [.string($0.key)]] }),
      "allOf": .list(origins.map { $0.rule(options.map(\.key)) }),
    ]
  }

  private static let axisColumns: Value = [
    "type": "object", "minProperties": 1,
    "propertyNames": ["pattern": "^(?!(arithmetic|seed|repeat)$)[A-Za-z_][A-Za-z0-9_-]*$"],
    "additionalProperties": Schema.text("The column, or the entity, that gives the axis."),
  ]

  static let conditions: Value = [
    "type": "object", "description": "Columns with the values to keep.",
    "additionalProperties": Schema.texts("Values to keep.", atLeast: 1),
  ]

  /// A key that says where a source is, and the keys that go with it.
  private struct Origin {
    var key: String
    var needs: [String]
    var takes: [String]

    init(_ key: String, needs: [String], takes: [String]) {
      self.key = key
      self.needs = needs
      self.takes = takes
    }

    /// - Parameter options: the keys that every source may have.
    func rule(_ options: [String]) -> Value {
      let keys = [key, "type"] + needs + takes.filter { !options.contains($0) } + options
      return [
        "if": ["required": [.string(key)]],
        "then": [
          "required": .list(needs.map(Value.string)),
          "propertyNames": ["enum": .list(keys.map(Value.string))],
        ],
      ]
    }
  }
}

extension SourceOption {
  /// The JSON Schema of the option's value.
  fileprivate var schema: Value {
    [
      "description": .string("\(doc) For \(suits.map(\.rawValue).joined(separator: ", "))."),
      "anyOf": [type.schema, Schema.interpolated],
    ]
  }
}

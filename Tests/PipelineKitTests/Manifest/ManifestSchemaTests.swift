import Arithmetic
import FoundationEssentials
import Testing

@testable import PipelineKit

@Suite struct ManifestSchemaTests {
  private let schema = ManifestSchema(testCatalog).value

  /// The schema of stages that use `kind`.
  private func stage(_ kind: String) throws -> Value {
    let item = schema["properties"]?["stages"]?["additionalProperties"]
    guard case .list(let cases)? = item?["allOf"] else { throw StageError("no kinds") }
    let found = cases.first {
      $0["if"]?["properties"]?["uses"]?["const"] == .string(kind)
    }
    return try #require(found?["then"])
  }

  @Test func declaresEveryKindWithPortsAndParameters() throws {
    for kind in testCatalog.kinds {
      let properties = try stage(kind.kind)["properties"]
      for port in kind.inputs {
        #expect(properties?["in"]?["properties"]?[port.name]?["description"] == .string(port.doc))
      }
      for parameter in kind.parameters {
        #expect(properties?["with"]?["properties"]?[parameter.name] != nil)
      }
      #expect((properties?["arithmetic"] != nil) == kind.usesArithmetic)
    }
  }

  @Test func declaresTypesRangesAndDefaults() throws {
    let with = try stage("test/smooth")["properties"]?["with"]?["properties"]
    let name: Value = ["type": "string", "pattern": "\\$"]
    #expect(
      with?["radius"] == [
        "description": "Radius. [voxels]",
        "anyOf": [
          [
            "anyOf": [
              ["type": "integer", "minimum": 1, "maximum": 10],
              ["type": "string", "pattern": "^[+-]?[0-9]+$"],
            ]
          ], name,
        ], "default": 4,
      ])
    guard case .list(let forms)? = with?["weights"]?["anyOf"] else { throw StageError("no forms") }
    #expect(forms[0]["type"] == "array")
    #expect(forms[0]["minItems"] == 2)
    #expect(forms.dropFirst() == [name, ["type": "null"]])
    #expect(try stage("test/register")["properties"]?["with"]?["required"] == ["steps"])
    #expect(try stage("test/smooth")["properties"]?["in"]?["required"] == ["image"])
  }

  @Test func knowsEveryArithmeticWithOptionsAndScope() throws {
    #expect(
      try stage("test/smooth")["properties"]?["arithmetic"] == ["$ref": "#/definitions/arithmetic"])
    let arithmetic = try #require(schema["definitions"]?["arithmetic"])
    guard case .list(let forms)? = arithmetic["anyOf"] else { throw StageError("no forms") }
    let backends = forms.last?["properties"]
    #expect(keys(forms.last) == Arithmetics.backends.map(\.name))
    #expect(
      keys(backends?["mca"]) == [
        "mode", "precision", "multiply-add", "probability", "only", "except", "outside",
      ])
    #expect(
      backends?["mca"]?["properties"]?["precision"]?["anyOf"] == [
        ParameterType.integer(minimum: 2, maximum: 53).schema,
        ["type": "string", "pattern": "\\$"],
      ])
    #expect(keys(backends?["ieee"]) == ["convolution"])
    let sources = schema["properties"]?["sources"]?["additionalProperties"]?["properties"]
    #expect(
      sources?["geometry"]?["anyOf"] == [
        ["enum": ["sform", "qform"]], ["type": "string", "pattern": "\\$"],
      ])
    #expect(sources?["geometry"]?["description"] == "The matrix. For volume, labels.")
    #expect(sources?["volume"]?["description"] == "One of several. For volume.")
    #expect(keys(backends?["float64"]) == [])
  }

  /// The names of the properties of a closed mapping.
  private func keys(_ value: Value?) -> [String] {
    guard case .map(let pairs)? = value?["properties"] else { return [] }
    return pairs.map(\.key)
  }

  /// The page of the manual next to the sources, which names every key.
  @Test func everyKeyIsInTheManual() throws {
    let root = URL(filePath: #filePath).pathComponents.dropFirst().dropLast(4)
    let path = "/" + root.joined(separator: "/") + "/docs/manifest.md"
    let manual = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    let properties = schema["properties"]
    let parameter = properties?["params"]?["additionalProperties"]
    let source = properties?["sources"]?["additionalProperties"]
    let settings = properties?["defaults"]
    var all =
      keys(schema) + keys(parameter) + keys(settings) + keys(schema["definitions"]?["resources"])
    all += try keys(stage("test/smooth"))
    all += keys(source).filter { key in
      !BIDSEntity.isKnown(key) && !testCatalog.reader.options.contains { $0.name == key }
    }
    #expect(all.count > 40)
    for key in all {
      let isNamed = manual.contains("`\(key)`") || manual.contains("\(key): ")
      #expect(isNamed, "docs/manifest.md does not name '\(key)'")
    }
  }
}

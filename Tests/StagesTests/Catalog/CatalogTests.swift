import Foundation
import PipelineKit
import Support
import Testing

@testable import Stages

struct CatalogTests {
  /// Every type that says `: Stage` in the family folders must be in the catalog, and its file
  /// named after it.
  @Test func everyStageFileIsListed() throws {
    let listed = Set(stageKinds.map { "\($0)" })
    var found: Set<String> = []
    let folder = URL(fileURLWithPath: Repository.root + "/Sources/Stages")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      where line.hasPrefix("struct ") && line.hasSuffix("Stage {") {
        let name = String(line.dropFirst("struct ".count).prefix { $0 != ":" })
        found.insert(name)
        #expect(file.lastPathComponent == "\(name).swift")
      }
    }
    #expect(found == listed)
  }

  @Test func declarationsAreComplete() {
    let families = [
      "preprocess", "segment", "predict", "register", "perturb", "train", "ensemble", "brain-age",
      "measure",
      "synthesize", "import", "run", "report",
    ]
    #expect(Set(stageKinds.map { $0.kind }).count == stageKinds.count)
    for stage in stageKinds {
      let parts = stage.kind.split(separator: "/")
      #expect(parts.count == 2 && families.contains(String(parts[0])))
      #expect(stage.version >= 1)
      #expect(stage.summary.hasSuffix("."))
      #expect(stage.source.hasSuffix("."))
      #expect(!stage.outputs.isEmpty || stage is any PortDerivingStage.Type)
      #expect(Set(stage.inputs.map(\.name)).count == stage.inputs.count)
      #expect(Set(stage.outputs.map(\.name)).count == stage.outputs.count)
      for port in stage.inputs + stage.outputs { #expect(port.doc.hasSuffix("."), "\(port.name)") }
      for port in stage.outputs {
        guard let rule = port.rule else { continue }
        let input = stage.inputs.first { $0.name == rule.input }
        #expect(input.map { Set($0.types) } == Set(rule.types.keys))
      }
      for parameter in stage.parameters {
        #expect(parameter.doc.hasSuffix("."), "\(stage.kind) \(parameter.name)")
        #expect(!parameter.name.contains("_"))
      }
    }
  }

  /// What is declared as a port or parameter is in a list; one that is not would be read and never
  /// given.
  @Test func whatIsDeclaredIsListed() throws {
    let folder = URL(fileURLWithPath: Repository.root + "/Sources/Stages")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var declared: [(file: String, name: String)] = []
    var listed: [String: Set<Substring>] = [:]
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let type = String(file.lastPathComponent.dropLast(".swift".count))
      for match in text.matches(of: /static let (\w+) =\s+(?:Input<|Output<|Parameter\()/) {
        declared.append((type, String(match.1)))
      }
      for match in text.matches(of: /\blist\(([^)]*)\)/) {
        for item in match.1.split(whereSeparator: { ", \n".contains($0) }) {
          // `Other.port` stands for one that is declared there.
          let parts = item.split(separator: ".")
          listed[parts.count == 2 ? String(parts[0]) : type, default: []].insert(
            parts[parts.count - 1])
        }
      }
    }
    #expect(declared.count > 100)
    for (file, name) in declared {
      #expect(listed[file]?.contains(Substring(name)) == true, "\(file).\(name) is in no list")
    }
  }

  /// Every stage can be made from its own defaults, where it has defaults for everything.
  @Test func defaultsAreAccepted() throws {
    for stage in stageKinds where stage.parameters.allSatisfy({ $0.defaultValue != nil }) {
      // A tool's command follows from each manifest.
      if ToolKeys.isTool(stage.kind) { continue }
      let values = stage.parameters.compactMap { parameter in
        parameter.defaultValue.map { (parameter.name, $0) }
      }
      _ = try stage.init(ParameterValues(Dictionary(uniqueKeysWithValues: values)))
    }
  }

  /// Keys of sources that the reader of files declares are told where people look for them.
  @Test func everyKeyOfSourcesIsInTheManual() throws {
    let manual = try String(contentsOfFile: Repository.root + "/docs/manifest.md", encoding: .utf8)
    for option in FileReader().options {
      #expect(
        manual.contains("`\(option.name)`"), "docs/manifest.md does not name '\(option.name)'")
    }
  }
}

import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// The catalogue of operations against the folder of their files.
@Suite struct NetworkOperationsTests {
  private static let kinds = [
    "NetworkOperation", "UnaryOperation", "ExactUnaryOperation", "BinaryOperation",
    "RelationOperation", "AxisReduction",
  ]

  @Test func everyFileIsListed() throws {
    let folder = URL(fileURLWithPath: Repository.root + "/Sources/Networks/Operations")
    var found: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil) where file.pathExtension == "swift"
    {
      let text = try String(contentsOf: file, encoding: .utf8)
      for line in text.split(separator: "\n") where line.hasPrefix("struct ") {
        let words = line.dropFirst("struct ".count).split(whereSeparator: { ": {".contains($0) })
        guard words.count > 1, Self.kinds.contains(String(words[1])) else { continue }
        found.insert(String(words[0]))
        #expect(file.lastPathComponent == "\(words[0]).swift")
      }
    }
    #expect(found == Set(NetworkOperations.all.map { "\($0)" }))
  }

  @Test func declarationsAreComplete() {
    let all = NetworkOperations.all
    #expect(Set(all.map { $0.name }).count == all.count)
    for kind in all {
      #expect(!kind.versions.isEmpty, "\(kind)")
      #expect(kind.versions == Array(Set(kind.versions)).sorted(), "\(kind)")
      #expect(kind.versions.allSatisfy(Network.versions.contains), "\(kind)")
      #expect(kind.name == "\(kind)" || "\(kind)" == "\(kind.name)Operation")
    }
  }

  /// An operation says so in a sentence, whatever it is given.
  @Test(arguments: [[1], [2, 3], [1, 2, 3, 4], [0], []] as [[Int]])
  func oddInputsThrow(_ shape: [Int]) {
    for kind in NetworkOperations.all {
      for type in ValueFact.types {
        for count in [kind.inputs.lowerBound, min(kind.inputs.upperBound, 4)] {
          let facts = (0..<count).map { _ in ValueFact(type, shape) }
          for version in kind.versions {
            do throws(ModelError) {
              let operation = try kind.init(
                Attributes([:], rules: kind.attributes, version: version))
              _ = try operation.step(OperationInputs(facts, format: .binary32))
            } catch {
              #expect(!error.message.isEmpty)
            }
          }
        }
      }
    }
  }
}

import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// onnx's own tests of single operations, made by its Python package.
@Suite(.enabled(if: ONNXPackage.isThere)) struct ONNXNodeTests {
  /// What is not done, and why: by the beginning of the tests' names.
  static let skipped: [(beginning: String, reason: String)] = [
    ("einsum_batch_diagonal", "diagonals, letters that stand twice, and `...` are not supported")
  ]

  @Test func allPass() throws {
    let folder = try TemporaryFolder()
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/onnx_node_tests.py")
    _ = try Repository.run(
      python: program, [folder.path] + NetworkOperations.all.map { $0.name })
    let folders = try FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: folder.path), includingPropertiesForKeys: nil)
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    var (passed, problems) = (0, [String]())
    for folder in folders.sorted(by: { $0.path < $1.path }) {
      let item = ONNXCase(folder)
      guard !Self.skipped.contains(where: { item.name.hasPrefix($0.beginning) }) else { continue }
      if let problem = item.problem(arithmetic) {
        problems.append("\(item.name): \(problem)")
      } else {
        passed += 1
      }
    }
    #expect(problems == [])
    #expect(passed >= 490, "\(passed) passed")
  }
}

/// The package onnx of the test Python.
enum ONNXPackage {
  static let isThere =
    (try? Repository.run(python: "import onnx, onnx.backend.test.case.node", [])) != nil
}

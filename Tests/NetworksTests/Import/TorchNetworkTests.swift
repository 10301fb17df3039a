import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// Quite different networks that PyTorch's two exporters wrote, against onnxruntime.
@Suite(.enabled(if: TorchExporters.python != nil)) struct TorchNetworkTests {
  @Test func runAsTheyDoElsewhere() throws {
    let folder = try TemporaryFolder()
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/torch_networks.py")
    _ = try Repository.run(python: program, [folder.path], with: TorchExporters.python)
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 2)
    let folders = try FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: folder.path), includingPropertiesForKeys: nil)
    #expect(folders.count >= 5)
    for folder in folders.sorted(by: { $0.path < $1.path }) {
      let item = ONNXCase(folder)
      #expect(item.problem(arithmetic, absolute: 1e-5) == nil, "\(item.name)")
    }
  }
}

/// A Python with PyTorch and what its exporters and the comparison need.
enum TorchExporters {
  static let python = [Repository.pythonWithTorch, Repository.python].compactMap { $0 }.first {
    (try? Repository.run(python: "import torch, onnx, onnxscript, onnxruntime", [], with: $0))
      != nil
  }
}

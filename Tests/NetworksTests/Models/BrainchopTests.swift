import Arithmetic
import Testing

@testable import Networks

/// Trained networks of neuroneural/brainchop on a crop of a head, against PyTorch in binary64.
@Suite(.enabled(if: Shared.path("data/models/brainchop_model5_gw_ae.onnx") != nil))
struct BrainchopTests {
  struct Model: Sendable, CustomTestStringConvertible {
    let name: String
    let image: String
    /// Twice the greatest error of PyTorch's logits.
    let error: Double
    var testDescription: String { name }
  }

  static let models = [
    Model(name: "model5_gw_ae", image: "minmax", error: 8.2e-5),
    Model(name: "model20chan3cls", image: "quantile", error: 3.8e-5),
  ]

  @Test(arguments: models) func logitsAndLabels(_ model: Model) throws {
    func reference(_ name: String) throws -> String {
      try #require(Shared.path("reference/onnx/\(name)"))
    }
    let image = try NumPyFile.read(reference("image_\(model.image).npy"))
    let path = try #require(Shared.path("data/models/brainchop_\(model.name).onnx"))
    let network = try Network(ModelFile.read(path))
    let plan = try NetworkPlan(network, shapes: [image.shape], format: .binary32)
    let made = try plan.run(
      [.real(.binary32(image))], Arithmetics.make(.ieee, seed: 1, threads: 1))
    guard case .real(.binary32(let logits))? = made.first else {
      Issue.record("no logits")
      return
    }
    let right = try NumPyFile.read(reference("\(model.name)_logits_z32.npy"))
    let (classes, plane) = (logits.shape[1], 64 * 64)
    var error = 0.0
    for place in 0..<classes * plane {
      let own = logits.values[place * 64 + 32]
      error = max(error, Double(abs(own - right.values[place])))
    }
    #expect(error <= model.error)
    let labels = try #require(NumPyFile.readAll(reference("labels.npz"))[model.name])
    var others = 0
    for voxel in 0..<labels.count {
      let numbers = (0..<classes).map { logits.values[$0 * labels.count + voxel] }
      let best = numbers.indices.max {
        numbers[$0] < numbers[$1] || (numbers[$0] == numbers[$1] && $0 > $1)
      }
      if best != Int(labels.values[voxel]) { others += 1 }
    }
    #expect(others == 0)
  }
}

import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// deepbet's network: its own weights against PyTorch, random ones for what does not fit.
@Suite struct LinkNet3DTests {
  /// The weights, taken out of deepbet's wheel.
  static let trained = Repository.data("deepbet.pt")

  @Test(
    .enabled(if: trained != nil && Shared.path("reference/onnx/deepbet_image.npy") != nil))
  func probabilitiesAreThoseOfPyTorch() throws {
    let image = try NumPyFile.read(try #require(Shared.path("reference/onnx/deepbet_image.npy")))
    let right = try NumPyFile.read(
      try #require(Shared.path("reference/onnx/deepbet_model_brain.npy")))
    let network = try LinkNet3D.network(ModelFile.read(try #require(Self.trained)))
    let shape = [1, 1] + image.shape.suffix(3)
    let plan = try NetworkPlan(network, shapes: [shape], format: .binary32)
    let made = try plan.run(
      [.real(.binary32(image.reshaped(shape)))], Arithmetics.make(.ieee, seed: 1, threads: 1))
    guard case .real(let probabilities)? = made.first else {
      Issue.record("no probabilities")
      return
    }
    let brain = probabilities.slice(1..<2, axis: 1).doubles
    #expect(brain.count == right.count)
    let error = zip(brain, right.values).map { abs($0 - Double($1)) }.max() ?? 1
    // Twice PyTorch's own greatest error against binary64.
    #expect(error <= 8.8e-5)
  }

  @Test(.enabled(if: trained != nil)) func weightsOfTorchScriptAreNamedByPath() throws {
    let weights = try ModelFile.read(try #require(Self.trained))
    #expect(weights.entries.count == 38)
    #expect(weights.parameterCount.elements == 2_126_258)
    #expect(weights["down1.block1.downsample.0.weight"]?.shape == [32, 16, 1, 1, 1])
    #expect(weights.notImported == ["code"])
  }

  @Test func layersAreNamedByModule() throws {
    let network = try LinkNet3D.network(RandomLinkNet().weights())
    let plan = try NetworkPlan(network, shapes: [[1, 1, 32, 64, 32]], format: .binary32)
    #expect(plan.outputs.map(\.shape) == [[1, 2, 32, 64, 32]])
    let operations = Dictionary(grouping: network.nodes, by: \.operation).mapValues(\.count)
    #expect(operations["Conv"] == 29)
    #expect(operations["InstanceNormalization"] == 34)
    #expect(operations["Relu"] == 31)
    #expect(operations["Add"] == 12)
    #expect(operations["ConvTranspose"] == 6)
    #expect(network.nodes.contains { $0.layer == ["down0", "block1", "double_conv"] })
  }

  @Test func otherWeightsAreRefusedByName() throws {
    let weights = try RandomLinkNet().weights()
    let fewer = try ModelWeights(
      weights.entries.filter { $0.name != "conv.0.bias" }, format: .pytorch)
    #expect(throws: ModelError("the weights have no tensor 'conv.0.bias'")) {
      try LinkNet3D.network(fewer)
    }
  }
}

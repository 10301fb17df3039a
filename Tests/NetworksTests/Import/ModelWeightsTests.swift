import Arithmetic
import Networks
import Testing

@Suite struct ModelWeightsTests {
  private func weights() throws -> ModelWeights {
    try ModelWeights(
      [
        .init("conv.weight", .float32, .float32(Tensor(shape: [2, 1], values: [1, 2]))),
        .init("bn.running_mean", .float32, .float32(Tensor(shape: [2], values: [0, 0]))),
        .init("bn.steps", .int64, .int64(Tensor(shape: [], values: [3]))),
        .init("double", .float64, .float64(Tensor(shape: [3], values: [1, 2, 3]))),
      ], format: .pytorch)
  }

  private func message(_ body: () throws -> Void) -> String? {
    #expect(throws: ModelError.self, performing: body)?.description
  }

  @Test func tensorsAreFoundByNameAndShape() throws {
    let weights = try weights()
    #expect(try weights.floats("conv.weight", shape: [2, 1]).values == [1, 2])
    #expect(weights["bn.steps"] == .int64(Tensor(shape: [], values: [3])))
    #expect(weights["conv"] == nil)
    #expect(weights.parameterCount == (2, 5))
    #expect(
      message { _ = try weights.floats("conv.weight", shape: [1, 2]) }
        == "tensor 'conv.weight' has shape [2, 1] where [1, 2] was expected")
    #expect(
      message { _ = try weights.floats("double", shape: [3]) }
        == "tensor 'double' holds float64 numbers where float32 was expected")
    #expect(
      message { _ = try weights.floats("conv", shape: []) }
        == "the weights have no tensor 'conv'; they have 'conv.weight', 'bn.running_mean',"
        + " 'bn.steps', 'double'")
  }

  @Test func everyDifferenceFromANetworkIsNamed() throws {
    let weights = try weights()
    let all: [ModelWeights.Expectation] = [
      .init("conv.weight", [2, 1]), .init("bn.running_mean", [2]), .init("bn.steps", []),
      .init("double", [3]),
    ]
    try weights.require(exactly: all)
    #expect(
      message { try weights.require(exactly: all.dropLast() + [.init("single", [3])]) }
        == "the weights have no tensor 'single', and tensor 'double', which the network does not"
        + " have")
    #expect(
      message { try weights.require(exactly: [.init("conv.weight", [2])] + all.dropFirst()) }
        == "tensor 'conv.weight' has shape [2, 1] where [2] was expected")
  }

  @Test func namesAreUnique() {
    let entry = ModelWeights.Entry("w", .float32, .float32(Tensor(shape: [], values: [1])))
    #expect(throws: ModelError("two tensors are called 'w'")) {
      try ModelWeights([entry, entry], format: .keras)
    }
  }
}

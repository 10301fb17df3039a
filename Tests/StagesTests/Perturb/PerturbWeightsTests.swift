import Arithmetic
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct PerturbWeightsTests {
  private func model() throws -> SourcedWeights {
    func tensor(_ values: [Float]) -> ModelTensor {
      .float32(Tensor(shape: [values.count], values: values))
    }
    return SourcedWeights(
      try ModelWeights(
        [
          .init("encode.conv.weight", .float32, tensor([1, -2, 0, 3.5])),
          .init("encode.bn.running_var", .float32, tensor([1, 2])),
          .init("decode.conv.weight", .float32, tensor([0.25, 8])),
          .init("steps", .int64, .int64(Tensor(shape: [1], values: [7]))),
        ], format: .pytorch, metadata: [.init("epoch", .integer(3))]),
      source: try #require(Digest(hex: String(repeating: "ab", count: 32))))
  }

  private func run(_ values: [String: Value], seed: UInt64 = 1) throws -> [String: Artifact] {
    try Running.run(
      PerturbWeights.self, values, ["model": Running.one(try model().artifact)], seed: seed)
  }

  private func floats(_ outputs: [String: Artifact], _ name: String) throws -> [Float] {
    guard case .float32(let tensor)? = try #require(outputs["model"]).weights()[name] else {
      return []
    }
    return tensor.values
  }

  @Test func parametersMoveByUlpsAndStatisticsStay() throws {
    let outputs = try run(["size": 4])
    let moved = try floats(outputs, "encode.conv.weight")
    #expect(moved[2] == 0)
    for (old, new) in zip([1, -2, 3.5] as [Float], [moved[0], moved[1], moved[3]]) {
      #expect(abs(Int(old.bitPattern) - Int(new.bitPattern)) <= 4)
    }
    #expect(moved != [1, -2, 0, 3.5])
    #expect(try floats(outputs, "encode.bn.running_var") == [1, 2])
    let weights = try #require(outputs["model"]).weights()
    #expect(weights.metadata == [.init("epoch", .integer(3))])
    #expect(weights["steps"] == .int64(Tensor(shape: [1], values: [7])))
    #expect(try outputs.table("summary")["weights"] == .integers([6]))
  }

  /// The noise of a tensor does not depend on which others are perturbed.
  @Test func patternsChooseTensors() throws {
    let all = try run(["size": 9])
    let some = try run(["size": 9, "layers": ["decode.*"]])
    #expect(try floats(some, "encode.conv.weight") == [1, -2, 0, 3.5])
    #expect(try floats(some, "decode.conv.weight") == floats(all, "decode.conv.weight"))
    #expect(
      try floats(run(["size": 9], seed: 2), "decode.conv.weight")
        != floats(all, "decode.conv.weight"))
    let named = try run(["layers": ["*running_var"], "unit": "relative", "size": 0.5])
    #expect(try floats(named, "encode.bn.running_var").allSatisfy { $0 > 0 })
    #expect(try floats(named, "encode.bn.running_var") != [1, 2])
  }

  @Test func patternsThatNothingMatchesAreErrors() {
    #expect(
      stageError { _ = try run(["layers": ["enc0de*"]]) }?
        .hasPrefix(
          "no tensor is called 'enc0de*', as `layers` asks; there are 'encode.conv.weight'") == true
    )
    #expect(
      stageError { _ = try run(["layers": ["steps"]]) }
        == "none of the chosen tensors holds real numbers, so there is nothing to perturb")
  }
}

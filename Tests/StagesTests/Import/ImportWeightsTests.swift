import Foundation
import Arithmetic
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

struct ImportWeightsTests {
  private static let digest = Digest(hex: String(repeating: "5a", count: 32))

  private func model(_ names: [String] = ["module.conv/w", "module.bn.running_mean", "steps"])
    throws -> Artifact
  {
    let weights = try ModelWeights(
      names.map { .init($0, .float16, .float32(Tensor(shape: [2, 1], values: [1, -0.5]))) },
      format: .pytorch,
      metadata: [
        .init("epoch", 3), .init("config", "A: 1\n"), .init("best", ["a": [0.5, .null]]),
      ],
      notImported: ["optimizer_state"])
    return .model(weights, source: try #require(Self.digest))
  }

  private func imported(_ values: [String: Value], like: Artifact? = nil) throws -> Artifact {
    var inputs = ["weights": Running.one(try model())]
    if let like { inputs["like"] = Running.one(like) }
    return try #require(Running.run(ImportWeights.self, values, inputs)["model"])
  }

  @Test func weightsComeBackFromTheirArtifact() throws {
    let artifact = try imported([:])
    #expect(try artifact == model())
    #expect(
      artifact.datasets.map(\.name) == ["module.conv%2Fw", "module.bn.running_mean", "steps"])
    #expect(artifact[attribute: "source"] == .string(String(repeating: "5a", count: 32)))
    let weights = try artifact.weights()
    #expect(weights.names == ["module.conv/w", "module.bn.running_mean", "steps"])
    #expect(weights.entries.map(\.type) == [.float16, .float16, .float16])
    #expect(weights[metadata: "best"] == ["a": [0.5, .null]])
    #expect(weights.notImported == ["optimizer_state"])
  }

  @Test func tensorsAreChosenAndRenamed() throws {
    let names = try imported(["keep": ["module.*"], "strip": "module."]).weights().names
    #expect(names == ["conv/w", "bn.running_mean"])
    #expect(try imported(["strip": "module."]).weights().names.last == "steps")
    #expect(
      stageError { _ = try imported(["keep": ["encoder.*"]]) }
        == "no tensor is called 'encoder.*', as `keep` asks")
    #expect(
      stageError { _ = try imported(["strip": "net."]) }
        == "no tensor's name begins with 'net.', as `strip` asks")
  }

  @Test func weightsMustBeLikeOthers() throws {
    _ = try imported([:], like: model())
    let other = try model(["module.conv/w", "steps", "more"])
    #expect(
      stageError { _ = try imported([:], like: other) }
        == "the weights have no tensor 'more', and tensor 'module.bn.running_mean', which the"
        + " network does not have")
  }

  @Test func damagedModelsAreTold() throws {
    var artifact = try model()
    artifact.datasets.removeLast()
    #expect(
      stageError { _ = try artifact.weights() }
        == "the model is damaged: its names do not match its tensors")
    #expect(
      stageError { _ = try Artifact.record([:]).weights() } == "expected a model, found record")
  }

  @Test func filesAreReadAndWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.safetensors")
    let reader = FileReader()
    try reader.write(model(), to: path)
    let again = try reader.read(SourceItem(path, as: .model))
    #expect(try again.weights().names == model().weights().names)
    #expect(try again.weights().entries.map(\.tensor) == model().weights().entries.map(\.tensor))
    #expect(try again.weights()[metadata: "epoch"] == "3")
    var hasher = ByteHasher()
    try folder.read("a.safetensors").withUnsafeBytes { hasher.update($0) }
    #expect(again[attribute: "source"] == .string(hasher.finalize().hex))
    #expect(
      stageError { try reader.write(model(), to: folder.path("a.h5")) }?
        .hasSuffix("files of type model end in .safetensors, .onnx, .pt, .pth, .pkl") == true)
    let bad = try folder.write("b.pth", "text")
    #expect(
      stageError { _ = try reader.read(SourceItem(bad, as: .model)) }
        == "\(bad): is not a PyTorch checkpoint, nor safetensors, nor Keras HDF5, nor ONNX, nor TensorFlow.js"
    )
  }
}

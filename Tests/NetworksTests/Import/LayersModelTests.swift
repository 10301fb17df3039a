import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// TensorFlow.js models: one that the test writes, and brainchop's own against their ONNX export.
@Suite struct LayersModelTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A convolution of a dilation with a hidden normalization where `name` says so, and its activation.
  private func write(
    name: String = "conv", activation: String = "relu", dtype: String = "float32",
    paths: String = "\"a.bin\", \"b.bin\"", kind: String = "Conv1D"
  ) throws -> String {
    let kernel: [Float] = [1, -1, 2, 0.5, 0, 3]  // [k = 3, C = 1, O = 2]
    let bias: [Float] = [0.25, -1]
    let bytes = (kernel + bias).flatMap { value in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }
    // Tensors go on over the ends of files.
    try Data(bytes[..<10]).write(to: URL(fileURLWithPath: folder.path("a.bin")))
    try Data(bytes[10...]).write(to: URL(fileURLWithPath: folder.path("b.bin")))
    return try folder.write(
      "model.json",
      """
      {"format": "layers-model", "modelTopology": {"model_config": {"config": {"layers": [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 9, 1]}},
        {"class_name": "\(kind)", "config": {"name": "\(name)", "kernel_size": [3], "filters": 2,
          "dilation_rate": [2], "padding": "same", "use_bias": true, "activation": "linear"},
          "inbound_nodes": [[["in", 0, 0, {}]]]},
        {"class_name": "Activation", "config": {"name": "act", "activation": "\(activation)"},
          "inbound_nodes": [[["\(name)", 0, 0, {}]]]}],
        "output_layers": [["act", 0, 0]]}}},
       "weightsManifest": [{"paths": [\(paths)], "weights": [
         {"name": "\(name)/kernel", "shape": [3, 1, 2], "dtype": "\(dtype)"},
         {"name": "\(name)/bias", "shape": [2], "dtype": "\(dtype)"}]}]}
      """)
  }

  private func run(_ path: String, _ image: [Float]) throws -> [Double] {
    let plan = try NetworkPlan(
      Network(ModelFile.read(path)), shapes: [[1, 1, image.count]], format: .binary32)
    let made = try plan.run(
      [.real(.binary32(Tensor(shape: [1, 1, image.count], values: image)))],
      Arithmetics.make(.ieee, seed: 1, threads: 1))
    guard case .real(let values)? = made.first else { return [] }
    return values.doubles
  }

  @Test func kernelsAreTurnedAndDilated() throws {
    let path = try write()
    // 1 x[i − 2] + 2 x[i] + 0 x[i + 2] + ¼ and −x[i − 2] + ½ x[i] + 3 x[i + 2] − 1, cut off at 0.
    #expect(
      try run(path, [1, 2, 4, 8, 16]) == [2.25, 4.25, 9.25, 18.25, 36.25, 11.5, 24, 48, 1, 3])
    let weights = try ModelFile.read(path)
    #expect(weights.names == ["conv.weight", "conv.bias"])
    #expect(weights["conv.weight"]?.shape == [2, 1, 3])
    #expect(weights.format == .tensorflowJS)
    #expect(
      ModelFile.files(of: path).map { $0.split(separator: "/").last } == [
        "model.json", "a.bin", "b.bin",
      ])
  }

  /// brainchop's exporter drops the normalization, and says so by the layer's name alone.
  @Test func theHiddenNormalizationIsThere() throws {
    let values = try run(try write(name: "conv_gn", activation: "linear"), [1, 2, 4, 8, 16])
    let first = [2.25, 4.25, 9.25, 18.25, 36.25]
    let mean = first.reduce(0, +) / 5
    let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
    for (own, right) in zip(values, first) {
      #expect(abs(own - (right - mean) / (variance + 1e-5).squareRoot()) < 1e-6)
    }
  }

  @Test func whatIsNotKnownIsRefusedByName() throws {
    func message(_ path: String) -> String {
      do {
        _ = try ModelFile.read(path)
        return ""
      } catch { return error.description }
    }
    #expect(message(try write(activation: "swosh")).contains("'act' ('Activation')"))
    #expect(message(try write(dtype: "uint8")).contains("only float32"))
    #expect(message(try write(kind: "LSTM")).contains("layers of this kind are not read"))
    #expect(message(try write(paths: "\"a.bin\"")).contains("has 10 bytes"))
    #expect(message(try write(paths: "\"../a.bin\", \"b.bin\"")).contains("no name of a file"))
    #expect(message(try folder.write("x.json", "{\"format\": \"graph-model\"}")).contains("layers"))
    #expect(message(try folder.write("x.json", "[")).contains("JSON"))
  }

  @Test(.enabled(if: Shared.path("data/models/brainchop/model5_gw_ae/model.json") != nil))
  func brainchopsNetworkIsTheOneThatWasExported() throws {
    let layers = try ModelFile.read(
      try #require(Shared.path("data/models/brainchop/model5_gw_ae/model.json")))
    let exported = try ModelFile.read(
      try #require(Shared.path("data/models/brainchop_model5_gw_ae.onnx")))
    let image = Tensor(
      shape: [1, 1, 20, 18, 22], values: (0..<7920).map { Float($0 * 37 % 101) / 101 })
    let results = try [layers, exported].map { weights in
      let plan = try NetworkPlan(Network(weights), shapes: [image.shape], format: .binary32)
      return try plan.run(
        [.real(.binary32(image))], Arithmetics.make(.ieee, seed: 1, threads: 1))
    }
    #expect(results[0] == results[1])
  }
}

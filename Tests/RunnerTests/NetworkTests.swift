import Foundation
import Networks
import Support
import Testing

/// A network from an ONNX file, through the built program: imported, shown, exported, refused.
@Suite struct NetworkTests {
  let folder: TemporaryFolder
  let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
  }

  @Test func importsShowsAndExports() throws {
    try RandomMeshNet(dilations: [1, 2]).network().writeONNX(to: folder.path("net.onnx"))
    let outcome = try lastbit("import", "model", "net.onnx")
    #expect(outcome.status == 0, "\(outcome.messages)")
    for line in [
      "10 tensors, 354 parameters in 10 of them", "network of 7 operations, version 17",
      "input image: float32 [1, 1, x, y, z]", "7 of 7 operations round",
      "instance-normalize",
    ] {
      #expect(outcome.output.contains(line), "\(line)\n\(outcome.output)")
    }
    let export = try lastbit("export", "model.model", "again.onnx")
    #expect(export.status == 0, "\(export.messages)")
    #expect(try folder.read("again.onnx").count > 1000)
  }

  /// Weights alone, of networks that lastbit knows.
  @Test func knownNetworksAreShownAndExported() throws {
    try RandomRegistrationNetwork.synthMorph(filters: 3).write(to: folder.path("synth.safetensors"))
    try RandomNetwork(filters: 3, classes: 4).write(to: folder.path("fast.safetensors"))
    for (name, line) in [
      ("synth", "input moving: float32 [1, 1, x, y, z]"),
      ("fast", "input image: float32 [n, 7, 256, 256]"),
    ] {
      let outcome = try lastbit("import", "model", "\(name).safetensors")
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.output.contains(line), "\(outcome.output)")
      let export = try lastbit("export", "model.model", "\(name).onnx")
      #expect(export.status == 0, "\(export.messages)")
      let network = try Network(ModelFile.read(folder.path("\(name).onnx")))
      #expect(network.nodes.contains { $0.operation == "Conv" })
    }
  }

  @Test func whatIsNoNetworkIsRefused() throws {
    try folder.write("net.onnx", Data([0x08, 0x08, 0x3A, 0x05]))
    let outcome = try lastbit("import", "model", "net.onnx")
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains("is no ONNX file, or is damaged: its messages cannot be read"))
  }
}

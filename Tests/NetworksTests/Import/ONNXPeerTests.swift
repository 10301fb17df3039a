import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// Networks of lastbit, written as ONNX, against onnxruntime.
@Suite(.enabled(if: Peers.haveRuntime)) struct ONNXPeerTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func image(_ shape: [Int], seed: UInt64) -> Tensor<Float> {
    let stream = RandomStream(key: seed, stream: 5)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { Float(stream.uniform(UInt64($0))) })
  }

  /// The greatest difference over the greatest number.
  private func difference(_ network: Network, _ shapes: [[Int]]) throws -> Double {
    let path = folder.path("network.onnx")
    try network.writeONNX(to: path)
    let images = shapes.enumerated().map { image($1, seed: UInt64($0)) }
    let own = try NetworkPlan(network, shapes: shapes, format: .binary32).apply(
      to: images.map { .binary32($0) }, Arithmetics.make(.ieee, seed: 1, threads: 2)
    ).doubles
    var arguments = [path]
    for (number, image) in images.enumerated() {
      arguments.append(
        try folder.write("\(number).f32", image.values.withUnsafeBytes { Data($0) }))
      arguments.append(image.shape.map { "\($0)" }.joined(separator: ","))
    }
    _ = try Repository.run(
      python: """
        import sys, numpy as np, onnx, onnxruntime
        onnx.checker.check_model(sys.argv[1], full_check=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(sys.argv[1], options)
        arrays = [np.fromfile(path, "<f4").reshape([int(n) for n in shape.split(",")])
                  for path, shape in zip(sys.argv[2::2], sys.argv[3::2])]
        names = [value.name for value in session.get_inputs()]
        session.run(None, dict(zip(names, arrays)))[0].astype("<f4").tofile(sys.argv[1] + ".f32")
        """, arguments)
    let data = try Data(contentsOf: URL(fileURLWithPath: path + ".f32"))
    let right = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    try #require(right.count == own.count && !own.isEmpty)
    let greatest = right.reduce(0) { max($0, abs(Double($1))) }
    #expect(greatest > 1e-3)
    return zip(own, right).reduce(0) { max($0, abs($1.0 - Double($1.1))) } / greatest
  }

  @Test(arguments: [nil, 3] as [Int?]) func fastSurfer(_ zoomFilters: Int?) throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: zoomFilters)
    let network = try FastSurferNetwork(random.weights(), window: (32, 32)).network(
      size: (32, 32))
    #expect(try difference(network, [[1, 3, 32, 32]]) < 1e-4)
  }

  /// With a zoom into the window and back.
  @Test func fastSurferOfAnotherResolution() throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: 3)
    let network = try FastSurferNetwork(random.weights(), window: (32, 32)).network(
      size: (40, 45), scale: ZoomScale(height: 1.25, width: 1.25))
    #expect(try difference(network, [[1, 3, 40, 45]]) < 1e-4)
  }

  @Test func meshNet() throws {
    let network = try RandomMeshNet(dilations: [1, 2, 4]).network()
    #expect(try difference(network, [[1, 1, 12, 10, 14]]) < 1e-5)
  }

  @Test func synthMorph() throws {
    let weights = try RandomRegistrationNetwork.synthMorph(filters: 4).weights()
    let network = try Network(model: weights)
    #expect(network.inputs.map(\.name) == ["moving", "fixed"])
    let shape = [1, 1, 16, 32, 16]
    #expect(try difference(network, [shape, shape]) < 1e-5)
  }
}

/// Programs of the test Python that networks are compared with.
enum Peers {
  static let haveRuntime =
    (try? Repository.run(python: "import onnx, onnxruntime", [])) != nil
}

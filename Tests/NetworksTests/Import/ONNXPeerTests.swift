import Arithmetic
import Foundation
import Support
import Testing

@testable import Networks

/// Networks of lastbit, written as ONNX, as other programs read them.
@Suite(.enabled(if: !ONNXReader.there.isEmpty)) struct ONNXPeerTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func image(_ shape: [Int], seed: UInt64) -> Tensor<Float> {
    let stream = RandomStream(key: seed, stream: 5)
    return Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { Float(stream.uniform(UInt64($0))) })
  }

  /// The greatest difference over the greatest number.
  private func difference(_ network: Network, _ shapes: [[Int]], _ reader: ONNXReader) throws
    -> Double
  {
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
        import sys, numpy as np, onnx
        onnx.checker.check_model(sys.argv[1], full_check=True)
        arrays = [np.fromfile(path, "<f4").reshape([int(n) for n in shape.split(",")])
                  for path, shape in zip(sys.argv[2::2], sys.argv[3::2])]
        \(reader.program)
        np.asarray(result).astype("<f4").tofile(sys.argv[1] + ".f32")
        """, arguments, with: reader.python)
    let data = try Data(contentsOf: URL(fileURLWithPath: path + ".f32"))
    let right = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    try #require(right.count == own.count && !own.isEmpty)
    let greatest = right.reduce(0) { max($0, abs(Double($1))) }
    #expect(greatest > 1e-3)
    return zip(own, right).reduce(0) { max($0, abs($1.0 - Double($1.1))) } / greatest
  }

  @Test(arguments: ONNXReader.there.filter(\.undoesPooling), [nil, 3] as [Int?])
  func fastSurfer(_ reader: ONNXReader, _ zoomFilters: Int?) throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: zoomFilters)
    let network = try FastSurferNetwork(random.weights(), window: (32, 32)).network(
      size: (32, 32))
    #expect(try difference(network, [[1, 3, 32, 32]], reader) < 1e-4)
  }

  /// With a zoom into the window and back.
  @Test(arguments: ONNXReader.there.filter(\.undoesPooling))
  func fastSurferOfAnotherResolution(_ reader: ONNXReader) throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: 3)
    let network = try FastSurferNetwork(random.weights(), window: (32, 32)).network(
      size: (40, 45), scale: ZoomScale(height: 1.25, width: 1.25))
    #expect(try difference(network, [[1, 3, 40, 45]], reader) < 1e-4)
  }

  @Test(arguments: ONNXReader.there) func meshNet(_ reader: ONNXReader) throws {
    let network = try RandomMeshNet(dilations: [1, 2, 4]).network()
    #expect(try difference(network, [[1, 1, 12, 10, 14]], reader) < 1e-5)
  }

  @Test(arguments: ONNXReader.there) func synthMorph(_ reader: ONNXReader) throws {
    let weights = try RandomRegistrationNetwork.synthMorph(filters: 4).weights()
    let network = try Network(model: weights)
    #expect(network.inputs.map(\.name) == ["moving", "fixed"])
    let shape = [1, 1, 16, 32, 16]
    #expect(try difference(network, [shape, shape], reader) < 1e-5)
  }

  /// deepbet's network, its normalizations and transposed convolutions.
  @Test(arguments: ONNXReader.there) func linkNet(_ reader: ONNXReader) throws {
    let network = try LinkNet3D.network(RandomLinkNet().weights())
    #expect(try difference(network, [[1, 1, 32, 32, 64]], reader) < 1e-4)
  }
}

/// Programs that read and run ONNX files, independent of each other.
enum ONNXReader: String, CaseIterable, Sendable {
  /// onnxruntime.
  case runtime
  /// The definitions of the operators in the package onnx, in NumPy.
  case definitions
  /// PyTorch, of modules that onnx2torch makes.
  case torch

  static let there = allCases.filter { $0.python != nil }

  /// A Python that has it.
  var python: String? { Self.pythons[self] }

  private static let pythons: [ONNXReader: String] = Dictionary(
    uniqueKeysWithValues: allCases.compactMap { reader in
      [Repository.python, Repository.pythonWithTorch].compactMap { $0 }.first {
        (try? Repository.run(python: "import onnx, \(reader.module)", [], with: $0)) != nil
      }.map { (reader, $0) }
    })

  private var module: String {
    switch self {
    case .runtime: "onnxruntime"
    case .definitions: "onnx.reference"
    case .torch: "torch, onnx2torch"
    }
  }

  /// Whether it has MaxUnpool.
  var undoesPooling: Bool { self != .torch }

  /// Python that makes `result` of a file and `arrays`.
  var program: String {
    switch self {
    case .runtime:
      """
      import onnxruntime
      options = onnxruntime.SessionOptions()
      options.intra_op_num_threads = 1
      session = onnxruntime.InferenceSession(sys.argv[1], options)
      names = [value.name for value in session.get_inputs()]
      result = session.run(None, dict(zip(names, arrays)))[0]
      """
    case .definitions:
      """
      from onnx.reference import ReferenceEvaluator
      session = ReferenceEvaluator(sys.argv[1])
      result = session.run(None, dict(zip(session.input_names, arrays)))[0]
      """
    case .torch:
      """
      import torch, onnx2torch
      torch.set_num_threads(1)
      with torch.no_grad():
          result = onnx2torch.convert(sys.argv[1]).eval()(*map(torch.from_numpy, arrays))
      result = (result[0] if isinstance(result, (tuple, list)) else result).numpy()
      """
    }
  }
}

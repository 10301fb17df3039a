import Arithmetic
import Foundation
import ONNXMessages
import Support
import SwiftProtobuf
import Testing

@testable import Networks

/// Damaged ONNX files: each is run, or refused with a sentence, within a bound of memory; a trap would end
/// the tests.
///
/// With `LASTBIT_LONG=1` each test goes on for minutes, or for `LASTBIT_FUZZ_SECONDS`. A file that ends the
/// tests is left behind as mutant.onnx in their temporary folder.
@Suite struct ONNXFuzzTests {
  private static let seconds =
    ProcessInfo.processInfo.environment["LASTBIT_FUZZ_SECONDS"].flatMap(Double.init)
    ?? (LongTests.areWanted ? 180 : 0)

  /// A network with shapes, windows, axes and constants to damage.
  private static func network() -> Onnx_ModelProto {
    var model = ONNXModel()
    typealias M = ONNXModel
    model.message.graph.input = [M.value("x", [1, 2, 8, 8])]
    model.message.graph.output = [M.value("y", [1, 16])]
    model.message.graph.initializer = [
      M.tensor("w", [4, 2, 3, 3], (0..<72).map { Float($0 % 7) - 3 }),
      M.tensor("b", [4], [0, 1, 2, 3]), M.tensor("scales", [4], [1, 1, 2, 2]),
      M.integers("pads", [0, 0, 1, 1, 0, 0, 1, 1]), M.integers("shape", [1, -1]),
      M.integers("starts", [0]), M.integers("ends", [16]), M.integers("axes", [1]),
    ]
    model.message.graph.node = [
      M.node(
        "Conv", ["x", "w", "b"], ["conv"],
        [
          M.attribute("pads", integers: [1, 1, 1, 1]), M.attribute("strides", integers: [2, 2]),
          M.attribute("group", integer: 1), M.attribute("dilations", integers: [1, 1]),
        ]),
      M.node("Relu", ["conv"], ["relu"]),
      M.node(
        "MaxPool", ["relu"], ["pool"],
        [
          M.attribute("kernel_shape", integers: [3, 3]),
          M.attribute("pads", integers: [1, 1, 1, 1]),
        ]),
      M.node("Resize", ["pool", "", "scales"], ["wide"]),
      M.node("Pad", ["wide", "pads"], ["padded"]),
      M.node(
        "Transpose", ["padded"], ["turned"], [M.attribute("perm", integers: [0, 2, 3, 1])]),
      M.node("Concat", ["turned", "turned"], ["both"], [M.attribute("axis", integer: 3)]),
      M.node("Softmax", ["both"], ["soft"], [M.attribute("axis", integer: -1)]),
      M.node("Reshape", ["soft", "shape"], ["flat"]),
      M.node("Slice", ["flat", "starts", "ends", "axes"], ["y"]),
    ]
    return model.message
  }

  @Test func damagedNetworksAreRunOrRefused() throws {
    let folder = try TemporaryFolder()
    let network = Self.network()
    #expect(try DamagedONNX.runs(network.serializedBytes(), in: folder))
    var random = FuzzTests.Generator(state: UInt64(Self.seconds) + 5)
    let start = Date()
    var (tried, ran) = (0, 0)
    while tried < 600 || Date().timeIntervalSince(start) < Self.seconds {
      var bytes: [UInt8] = try DamagedONNX.fields(network, &random).serializedBytes()
      if tried % 4 == 3, let place = bytes.indices.randomElement(using: &random) {
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      if try DamagedONNX.runs(bytes, in: folder) { ran += 1 }
      tried += 1
    }
    // Some changes change only numbers: the mutants do reach the operations.
    #expect(ran > 20 && ran < tried)
  }

  /// Valid files: networks that lastbit writes, and where the package onnx is there those of its tests.
  private static func files(in folder: TemporaryFolder) throws -> [Onnx_ModelProto] {
    var paths: [String] = []
    for (number, network) in [
      try RandomMeshNet(dilations: [1, 2]).network(),
      try RandomMeshNet(dilations: [1, 2]).pooled(),
      try Network(model: RandomRegistrationNetwork.synthMorph(filters: 2).weights()),
      try FastSurferNetwork(
        RandomNetwork(slices: 3, filters: 2, zoomFilters: 2).weights(), window: (16, 16)
      ).network(size: (16, 16)),
    ].enumerated() {
      paths.append(folder.path("own\(number).onnx"))
      try network.writeONNX(to: paths[number])
    }
    if ONNXPackage.isThere {
      let program = try TextFile.read("\(Repository.root)/Tests/Support/python/onnx_node_tests.py")
      let place = folder.path("nodes")
      _ = try Repository.run(python: program, [place] + NetworkOperations.all.map { $0.name })
      paths += try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        .map { "\(place)/\($0)/model.onnx" }
    }
    return try paths.map {
      try Onnx_ModelProto(serializedBytes: Data(contentsOf: URL(fileURLWithPath: $0)))
    }
  }

  /// Every operation, as valid files have it, with changed fields, changed bytes, or both.
  @Test(.enabled(if: seconds > 0)) func damagedFilesAreRunOrRefused() throws {
    let folder = try TemporaryFolder()
    let files = try Self.files(in: folder)
    var random = FuzzTests.Generator(state: UInt64(Self.seconds) + 6)
    let start = Date()
    var (tried, ran) = (0, 0)
    while Date().timeIntervalSince(start) < Self.seconds {
      guard var file = files.randomElement(using: &random) else { break }
      let kind = Int.random(in: 0..<4, using: &random)
      if kind > 0 { file = DamagedONNX.fields(file, of: files, &random) }
      var bytes: [UInt8] = try file.serializedBytes()
      if kind < 2 {
        bytes = FuzzTests.mutate(bytes, in: 0..<bytes.count, keepsLength: false, &random)
      }
      let free = [1, 2, 4, 16].randomElement(using: &random) ?? 4
      if try DamagedONNX.runs(bytes, free: free, in: folder) { ran += 1 }
      tried += 1
    }
    #expect(ran > 20 && ran < tried)
  }
}

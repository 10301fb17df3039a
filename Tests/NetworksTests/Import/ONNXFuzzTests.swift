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
/// `LASTBIT_FUZZ_SECONDS` has the second test go on for so long.
@Suite struct ONNXFuzzTests {
  private static let limit = 1 << 24
  private static let seconds =
    ProcessInfo.processInfo.environment["LASTBIT_FUZZ_SECONDS"].flatMap(Double.init) ?? 0

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

  /// Numbers that extents, axes and counts are likely to go wrong at.
  private static let numbers: [Int64] = [
    0, 1, -1, 2, 3, 7, -2, 64, 255, 65_536, 1 << 31, -(1 << 31), 1 << 40, .max, .min, .max / 2,
  ]

  private static func damage(
    _ model: Onnx_ModelProto, _ random: inout FuzzTests.Generator
  ) -> Onnx_ModelProto {
    var model = model
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let count = model.graph.node.count
      guard count > 0 else { return model }
      let place = Int.random(in: 0..<count, using: &random)
      let number = numbers.randomElement(using: &random) ?? 0
      var names = model.graph.node.flatMap { $0.output + $0.input } + [""]
      names.append("nowhere")
      switch Int.random(in: 0..<12, using: &random) {
      case 0:
        model.graph.node[place].opType =
          NetworkOperations.all.randomElement(using: &random)?.name ?? "Relu"
      case 1:
        guard let own = model.graph.node[place].input.indices.randomElement(using: &random) else {
          continue
        }
        model.graph.node[place].input[own] = names.randomElement(using: &random) ?? ""
      case 2:
        model.graph.node[place].input.append(names.randomElement(using: &random) ?? "")
      case 3: model.graph.node[place].input = Array(model.graph.node[place].input.dropLast())
      case 4, 5:
        guard let own = model.graph.node[place].attribute.indices.randomElement(using: &random)
        else { continue }
        model.graph.node[place].attribute[own].i = number
        if let part = model.graph.node[place].attribute[own].ints.indices
          .randomElement(using: &random)
        {
          model.graph.node[place].attribute[own].ints[part] = number
        }
      case 6:
        let names = ["axis", "group", "pads", "strides", "kernel_shape", "mode", "ceil_mode", "to"]
        let name = names.randomElement(using: &random) ?? ""
        model.graph.node[place].attribute.append(
          Bool.random(using: &random)
            ? ONNXModel.attribute(name, integer: number)
            : ONNXModel.attribute(name, integers: [number, 1]))
      case 7, 8:
        guard let own = model.graph.initializer.indices.randomElement(using: &random) else {
          continue
        }
        if let part = model.graph.initializer[own].int64Data.indices.randomElement(using: &random) {
          model.graph.initializer[own].int64Data[part] = number
        } else if let part = model.graph.initializer[own].dims.indices.randomElement(
          using: &random)
        {
          model.graph.initializer[own].dims[part] = number
        }
      case 9: model.graph.node.swapAt(place, Int.random(in: 0..<count, using: &random))
      case 10: model.graph.node.remove(at: place)
      default: model.opsetImport[0].version = Int64.random(in: -1...30, using: &random)
      }
    }
    return model
  }

  /// Reads, plans and runs a file.
  ///
  /// - Returns: whether it ran.
  private func runs(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> Bool {
    let path = try folder.write("mutant.onnx", Data(bytes))
    do {
      let network = try Network(ModelFile.read(path))
      let shapes = network.inputs.map { input in
        input.shape.map { if case .fixed(let extent) = $0 { extent } else { 4 } }
      }
      let plan = try NetworkPlan(
        network, shapes: shapes, format: .binary32, limit: Self.limit)
      #expect(plan.peak <= Self.limit)
      guard plan.multiplyAdds < 1 << 24 else { return false }
      let inputs = zip(network.inputs, shapes).map { input, shape -> NetworkTensor in
        let count = shape.reduce(1, *)
        switch input.type {
        case .bool: return .boolean(Tensor(shape: shape, repeating: true))
        case .int64, .int32: return .integer(Tensor(shape: shape, repeating: 1))
        case .float64: return .real(.binary64(Tensor(shape: shape, repeating: 0.5)))
        default:
          return .real(
            .binary32(Tensor(shape: shape, values: (0..<count).map { Float($0 % 5) - 2 })))
        }
      }
      _ = try plan.run(inputs, Arithmetics.make(.ieee, seed: 1, threads: 1))
      return true
    } catch {
      #expect(!"\(error)".isEmpty)
      return false
    }
  }

  @Test func damagedNetworksAreRunOrRefused() throws {
    let folder = try TemporaryFolder()
    let network = Self.network()
    #expect(try runs(network.serializedBytes(), in: folder))
    var random = FuzzTests.Generator(state: UInt64(Self.seconds) + 5)
    let start = Date()
    var (tried, ran) = (0, 0)
    while tried < 600 || Date().timeIntervalSince(start) < Self.seconds {
      var bytes: [UInt8] = try Self.damage(network, &random).serializedBytes()
      if tried % 4 == 3, let place = bytes.indices.randomElement(using: &random) {
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      if try runs(bytes, in: folder) { ran += 1 }
      tried += 1
    }
    // Some changes change only numbers: the mutants do reach the operations.
    #expect(ran > 20 && ran < tried)
  }
}

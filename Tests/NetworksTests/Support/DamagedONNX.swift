import Arithmetic
import Foundation
import ONNXMessages
import Support
import SwiftProtobuf
import Testing

@testable import Networks

/// ONNX files that are damaged, and what becomes of them.
enum DamagedONNX {
  /// Bytes that a run may need.
  static let limit = 1 << 24

  /// Numbers that extents, axes and counts are likely to go wrong at.
  private static let numbers: [Int64] = [
    0, 1, -1, 2, 3, 7, -2, 64, 255, 65_536, 1 << 31, -(1 << 31), 1 << 40, .max, .min, .max / 2,
  ]

  /// One to three changes of nodes, attributes, parameters and what a file says of itself.
  static func fields(
    _ model: Onnx_ModelProto, of others: [Onnx_ModelProto] = [],
    _ random: inout FuzzTests.Generator
  ) -> Onnx_ModelProto {
    var model = model
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let count = model.graph.node.count
      guard count > 0 else { return model }
      let place = Int.random(in: 0..<count, using: &random)
      let number = numbers.randomElement(using: &random) ?? 0
      var names = model.graph.node.flatMap { $0.output + $0.input } + [""]
      names.append("nowhere")
      switch Int.random(in: 0..<17, using: &random) {
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
      case 11:
        guard !model.opsetImport.isEmpty else { continue }
        model.opsetImport[0].version = Int64.random(in: -1...30, using: &random)
      case 12:
        // Another file's node, on values of this one.
        guard
          var node = others.randomElement(using: &random)?.graph.node.randomElement(using: &random)
        else { continue }
        node.input = node.input.map { $0.isEmpty ? "" : names.randomElement(using: &random) ?? "" }
        node.output = node.output.indices.map { "another\($0)" }
        model.graph.node.insert(node, at: place)
        if let next = model.graph.node[place + 1].input.indices.randomElement(using: &random) {
          model.graph.node[place + 1].input[next] = "another0"
        }
      case 13:
        guard let own = model.graph.input.indices.randomElement(using: &random),
          let axis = model.graph.input[own].type.tensorType.shape.dim.indices
            .randomElement(using: &random)
        else { continue }
        model.graph.input[own].type.tensorType.shape.dim[axis].dimValue = number
      case 14:
        guard let own = model.graph.initializer.indices.randomElement(using: &random) else {
          continue
        }
        model.graph.initializer[own].dataType = Int32.random(in: -1...24, using: &random)
      case 15:
        guard let own = model.graph.initializer.indices.randomElement(using: &random) else {
          continue
        }
        let axis = Int.random(
          in: 0...model.graph.initializer[own].dims.count, using: &random)
        model.graph.initializer[own].dims.insert(
          Bool.random(using: &random) ? 1 : number, at: axis)
      default:
        // A whole-number parameter in place of an input: an axis, a shape, a size.
        guard let own = model.graph.node[place].input.indices.randomElement(using: &random) else {
          continue
        }
        let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          numbers.randomElement(using: &random) ?? 0
        }
        let name = "drawn\(model.graph.initializer.count)"
        model.graph.initializer.append(ONNXModel.integers(name, values))
        model.graph.node[place].input[own] = name
      }
    }
    return model
  }

  /// Reads, plans and runs a file.
  ///
  /// - Returns: whether it ran.
  static func runs(_ bytes: [UInt8], free: Int = 4, in folder: TemporaryFolder) throws -> Bool {
    let path = try folder.write("mutant.onnx", Data(bytes))
    do {
      let network = try Network(ModelFile.read(path))
      let shapes = network.inputs.map { input in
        input.shape.map { if case .fixed(let extent) = $0 { extent } else { free } }
      }
      let plan = try NetworkPlan(
        network, shapes: shapes, format: .binary32, limit: limit)
      #expect(plan.peak <= limit)
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
}

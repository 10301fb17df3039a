#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Arithmetic
import Files
import ONNXMessages
import SwiftProtobuf

extension Network {
  /// Writes the network as an ONNX file, whole or not at all.
  ///
  /// - Throws: `ModelError` where the file cannot be written, or would be larger than the format allows.
  public func writeONNX(to path: String) throws(ModelError) {
    let bytes: [UInt8]
    do { bytes = try message.serializedBytes() } catch {
      throw ModelError("is larger than the 2 GiB that an ONNX file can have", file: path)
    }
    do {
      let file = try AtomicFile(path)
      try file.write(bytes)
      try file.publish()
    } catch { throw ModelError(error.reason, file: error.path) }
  }

  private var message: Onnx_ModelProto {
    var model = Onnx_ModelProto()
    // The newest format that programs of the operators' time read.
    model.irVersion = version <= 17 ? 8 : version <= 20 ? 9 : 10
    model.producerName = "lastbit"
    var operators = Onnx_OperatorSetIdProto()
    operators.version = Int64(version)
    model.opsetImport = [operators]
    model.graph.name = "network"
    model.graph.input = inputs.map(\.message)
    let facts = outputFacts
    model.graph.output = outputs.enumerated().map { number, name in
      let shape = facts.map { $0[number].shape.map { _ in NetworkInput.Extent.free } } ?? []
      return NetworkInput(name, facts?[number].type ?? .float32, shape).message
    }
    model.graph.initializer = parameters.map { $0.tensor.message($0.name, $0.type) }
    model.graph.node = nodes.map(\.message)
    return model
  }

  /// Types of the outputs and how many dimensions they have, which the format asks for; `nil` where the
  /// network does not take inputs of the extents that are tried.
  private var outputFacts: [ValueFact]? {
    for open in [64, 32, 16, 128] {
      let shapes = inputs.map { input in
        input.shape.enumerated().map { axis, extent in
          if case .fixed(let size) = extent { size } else { axis == 0 ? 1 : open }
        }
      }
      if let plan = try? NetworkPlan(self, shapes: shapes, format: .binary32, limit: .max) {
        return plan.outputs
      }
    }
    return nil
  }
}

extension NetworkInput {
  fileprivate var message: Onnx_ValueInfoProto {
    var value = Onnx_ValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = Int32(type.onnx)
    value.type.tensorType.shape.dim = shape.map { extent in
      var dimension = Onnx_TensorShapeProto.Dimension()
      switch extent {
      case .fixed(let extent): dimension.dimValue = Int64(extent)
      case .named(let name): dimension.dimParam = name
      case .free: break
      }
      return dimension
    }
    return value
  }
}

extension NetworkNode {
  fileprivate var message: Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = operation
    node.name = name
    node.input = inputs
    node.output = outputs
    node.attribute = attributes.sorted { $0.key < $1.key }.map { $0.value.message($0.key) }
    return node
  }
}

extension AttributeValue {
  fileprivate func message(_ name: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    switch self {
    case .integer(let value): (attribute.type, attribute.i) = (.int, Int64(value))
    case .number(let value): (attribute.type, attribute.f) = (.float, Float(value))
    case .text(let value): (attribute.type, attribute.s) = (.string, Data(value.utf8))
    case .integers(let values): (attribute.type, attribute.ints) = (.ints, values.map { Int64($0) })
    case .numbers(let values):
      (attribute.type, attribute.floats) = (.floats, values.map(Float.init))
    case .tensor(let type, let tensor):
      (attribute.type, attribute.t) = (.tensor, tensor.message("", type))
    }
    return attribute
  }
}

extension ModelTensor {
  /// - Parameter type: that of the file, of which `bool` is kept as such; others as they are in memory.
  fileprivate func message(_ name: String, _ type: ElementType) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = Int32((type == .bool ? type : self.type).onnx)
    tensor.rawData = withUnsafeBytes { Data($0) }
    return tensor
  }
}

import Foundation
import ONNXMessages
import Support
import SwiftProtobuf

@testable import Networks

/// A small ONNX file that a test changes: y = Relu(x + w), x and w `[1, 4]`.
struct ONNXModel {
  var message = Onnx_ModelProto()

  init() {
    message.irVersion = 8
    message.producerName = "test"
    message.opsetImport = [Self.operators(17)]
    message.graph.name = "graph"
    message.graph.input = [Self.value("x", [1, 4])]
    message.graph.output = [Self.value("y", [1, 4])]
    message.graph.initializer = [Self.tensor("w", [1, 4], [1, 2, 3, 4])]
    message.graph.node = [
      Self.node("Add", ["x", "w"], ["sum"]), Self.node("Relu", ["sum"], ["y"]),
    ]
  }

  static func operators(_ version: Int64, _ domain: String = "") -> Onnx_OperatorSetIdProto {
    var set = Onnx_OperatorSetIdProto()
    set.domain = domain
    set.version = version
    return set
  }

  static func value(_ name: String, _ shape: [Int64], type: Int32 = 1) -> Onnx_ValueInfoProto {
    var value = Onnx_ValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = type
    value.type.tensorType.shape.dim = shape.map { extent in
      var dimension = Onnx_TensorShapeProto.Dimension()
      dimension.dimValue = extent
      return dimension
    }
    return value
  }

  static func tensor(_ name: String, _ shape: [Int64], _ values: [Float]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = shape
    tensor.dataType = 1
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }

  static func integers(_ name: String, _ values: [Int64]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = [Int64(values.count)]
    tensor.dataType = 7
    tensor.int64Data = values
    return tensor
  }

  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [Onnx_AttributeProto] = []
  ) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = operation
    node.name = "\(operation)_node"
    node.input = inputs
    node.output = outputs
    node.attribute = attributes
    return node
  }

  static func attribute(_ name: String, integers: [Int64]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = integers
    return attribute
  }

  static func attribute(_ name: String, integer: Int64) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = integer
    return attribute
  }

  /// Tensors whose numbers lie in another file.
  static func external(_ pairs: [(String, String)]) -> Onnx_TensorProto {
    var tensor = tensor("w", [1, 4], [])
    tensor.clearRawData()
    tensor.dataLocation = .external
    tensor.externalData = pairs.map { key, value in
      var pair = Onnx_StringStringEntryProto()
      (pair.key, pair.value) = (key, value)
      return pair
    }
    return tensor
  }

  func write(_ name: String, in folder: TemporaryFolder) throws -> String {
    let bytes: [UInt8] = try message.serializedBytes()
    return try folder.write(name, Data(bytes))
  }
}

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import ONNXMessages
import SwiftProtobuf
import Values

extension Onnx_NodeProto {
  /// The node as a network keeps it.
  ///
  /// - Throws: `ModelError` naming the node where it is of another domain, or has an attribute of a kind
  ///   that is not read.
  func networkNode(_ external: ONNXExternalData) throws(ModelError) -> NetworkNode {
    var node = NetworkNode(opType, input, output, name: name)
    do throws(ModelError) {
      guard ONNXFile.isDefault(domain) else {
        throw ModelError("its domain is \(quoted(domain)), where only ONNX's own is known")
      }
      guard overload.isEmpty, unknownFields.data.isEmpty else {
        throw ModelError("it says something that ONNX's format does not know")
      }
      for attribute in attribute {
        guard node.attributes[attribute.name] == nil else {
          throw ModelError("attribute \(quoted(attribute.name)) is there twice")
        }
        node.attributes[attribute.name] = try attribute.attributeValue(external)
      }
    } catch { throw ModelError("\(node.text): \(error.message)") }
    return node
  }
}

extension Onnx_AttributeProto {
  fileprivate func attributeValue(_ external: ONNXExternalData) throws(ModelError)
    -> AttributeValue
  {
    guard refAttrName.isEmpty, unknownFields.data.isEmpty else {
      throw ModelError("attribute \(quoted(name)) refers to one of a function")
    }
    switch kind {
    case .float: return .number(Double(f))
    case .int: return .integer(Int(i))
    case .string: return .text(String(decoding: s, as: UTF8.self))
    case .floats: return .numbers(floats.map(Double.init))
    case .ints: return .integers(ints.map { Int($0) })
    case .tensor:
      let entry = try t.entry(name, external)
      return .tensor(entry.type, entry.tensor)
    case .graph, .graphs:
      throw ModelError(
        "attribute \(quoted(name)) is a graph of its own: subgraphs are not supported")
    default:
      throw ModelError("attribute \(quoted(name)) is of a kind that is not supported")
    }
  }

  /// What it says it is; files of the first versions leave it open.
  private var kind: AttributeType {
    if hasType, type != .undefined { return type }
    if hasF { return .float }
    if hasI { return .int }
    if hasS { return .string }
    if hasT { return .tensor }
    if hasG { return .graph }
    if !floats.isEmpty { return .floats }
    if !ints.isEmpty { return .ints }
    return .undefined
  }
}

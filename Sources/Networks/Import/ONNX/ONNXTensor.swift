#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Arithmetic
import ONNXMessages
import Values

extension Onnx_TensorProto {
  /// The tensor under `name`.
  ///
  /// - Throws: `ModelError` naming the tensor where its type is not read, or its numbers are not as many
  ///   as its shape needs.
  func entry(_ name: String, _ external: ONNXExternalData) throws(ModelError) -> ModelWeights.Entry
  {
    do throws(ModelError) {
      guard let type = ElementType(onnx: Int(dataType)) else {
        throw ModelError("has elements of a type that is not supported (number \(dataType))")
      }
      guard !hasSegment else { throw ModelError("is a segment of another one: not supported") }
      let layout: StridedLayout
      do { layout = try StridedLayout(shape: dims.map { Int($0) }) } catch {
        throw ModelError("has \(error.message)")
      }
      let (size, overflow) = layout.count.multipliedReportingOverflow(by: type.size)
      guard !overflow else { throw ModelError("has sizes \(layout.shape), which are too large") }
      let bytes = try content(type, size, layout.count, external)
      guard let tensor = bytes.withUnsafeBytes({ ModelTensor(type, layout, of: $0) }) else {
        throw ModelError("has whole numbers beyond 64 bits with a sign")
      }
      return ModelWeights.Entry(name, type, tensor)
    } catch { throw ModelError("tensor \(quoted(name)) \(error.message)") }
  }

  /// The elements' bytes, little-endian, from wherever they are.
  private func content(
    _ type: ElementType, _ size: Int, _ count: Int, _ external: ONNXExternalData
  ) throws(ModelError) -> [UInt8] {
    let lists = [
      floatData.count, int32Data.count, stringData.count, int64Data.count, doubleData.count,
      uint64Data.count,
    ]
    let isTyped = lists.contains { $0 > 0 }
    if dataLocation == .external {
      guard !isTyped, rawData.isEmpty else {
        throw ModelError("has its numbers in another file and in this one")
      }
      return try external.read(externalData.map { ($0.key, $0.value) }, size)
    }
    guard externalData.isEmpty else {
      throw ModelError("names another file, but says that its numbers are in this one")
    }
    if hasRawData, !(rawData.isEmpty && isTyped) {
      guard !isTyped else { throw ModelError("has its numbers twice, as bytes and as numbers") }
      guard rawData.count == size else {
        throw ModelError("has \(rawData.count) bytes, where its shape \(dims) needs \(size)")
      }
      return [UInt8](rawData)
    }
    let typed = try typedContent(type)
    guard lists.count(where: { $0 > 0 }) <= 1, typed.count == size else {
      throw ModelError(
        "has \(typed.count / type.size) numbers, where its shape \(dims) needs \(count)")
    }
    return typed
  }

  /// Elements that are kept as numbers of a wider type.
  private func typedContent(_ type: ElementType) throws(ModelError) -> [UInt8] {
    func bytes<Number: FixedWidthInteger>(_ numbers: some Sequence<Number>) -> [UInt8] {
      numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }
    switch type {
    case .float32: return bytes(floatData.map(\.bitPattern))
    case .float64: return bytes(doubleData.map(\.bitPattern))
    case .int64: return bytes(int64Data)
    case .int32: return bytes(int32Data)
    case .int16, .uint16, .float16, .bfloat16:
      return bytes(int32Data.map { UInt16(truncatingIfNeeded: $0) })
    case .uint64: return bytes(uint64Data)
    case .uint32: return bytes(uint64Data.map { UInt32(truncatingIfNeeded: $0) })
    default: return int32Data.map { UInt8(truncatingIfNeeded: $0) }
    }
  }
}

public import Arithmetic

/// One tensor of a model, in the narrowest of a few formats that holds its elements exactly:
/// floating-point formats of 16 and 8 bits become binary32, `int8` becomes `int16`, unsigned integers
/// the next wider signed ones (`uint64` where it fits), `bool` becomes `uint8`.
public enum ModelTensor: Sendable, Equatable {
  case float32(Tensor<Float>)
  case float64(Tensor<Double>)
  case int64(Tensor<Int64>)
  case int32(Tensor<Int32>)
  case int16(Tensor<Int16>)
  case uint8(Tensor<UInt8>)

  /// Extent of each dimension, in C order.
  public var shape: [Int] {
    switch self {
    case .float32(let tensor): tensor.shape
    case .float64(let tensor): tensor.shape
    case .int64(let tensor): tensor.shape
    case .int32(let tensor): tensor.shape
    case .int16(let tensor): tensor.shape
    case .uint8(let tensor): tensor.shape
    }
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The element type that the tensor has in memory.
  public var type: ElementType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .uint8: .uint8
    }
  }

  /// Calls `body` with the elements' bytes, in C order.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch self {
    case .float32(let tensor): tensor.values.withUnsafeBytes(body)
    case .float64(let tensor): tensor.values.withUnsafeBytes(body)
    case .int64(let tensor): tensor.values.withUnsafeBytes(body)
    case .int32(let tensor): tensor.values.withUnsafeBytes(body)
    case .int16(let tensor): tensor.values.withUnsafeBytes(body)
    case .uint8(let tensor): tensor.values.withUnsafeBytes(body)
    }
  }

  /// The tensor of `shape` whose elements of `type` lie in `bytes` at `layout`, little-endian.
  ///
  /// - Returns: `nil` where unsigned integers of 64 bits do not fit signed ones.
  /// - Precondition: every element of `layout` lies within `bytes`.
  init?(_ type: ElementType, _ layout: StridedLayout, of bytes: UnsafeRawBufferPointer) {
    func read<Element: BitwiseCopyable & Sendable>(_: Element.Type) -> Tensor<Element> {
      Tensor(shape: layout.shape, values: layout.gather(from: bytes))
    }
    func convert<Element: BitwiseCopyable & Sendable, Other>(_ change: (Element) -> Other)
      -> Tensor<Other>
    {
      Tensor(shape: layout.shape, values: layout.gather(from: bytes).map(change))
    }
    switch type {
    case .float32: self = .float32(read(Float.self))
    case .float64: self = .float64(read(Double.self))
    case .float16: self = .float32(convert(Float.init(binary16:)))
    case .bfloat16:
      self = .float32(convert { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) })
    case .float8E4M3, .float8E5M2, .float8E4M3Unsigned, .float8E5M2Unsigned, .float8E8M0:
      self = .float32(convert { (bits: UInt8) in Float(type, bits: bits) })
    case .int64: self = .int64(read(Int64.self))
    case .int32: self = .int32(read(Int32.self))
    case .int16: self = .int16(read(Int16.self))
    case .uint64:
      let signed = read(Int64.self)
      guard signed.values.allSatisfy({ $0 >= 0 }) else { return nil }
      self = .int64(signed)
    case .uint32: self = .int64(convert { (value: UInt32) in Int64(value) })
    case .uint16: self = .int32(convert { (value: UInt16) in Int32(value) })
    case .int8: self = .int16(convert { (value: Int8) in Int16(value) })
    case .uint8: self = .uint8(read(UInt8.self))
    case .bool: self = .uint8(convert { (value: UInt8) in value == 0 ? 0 : 1 })
    }
  }
}

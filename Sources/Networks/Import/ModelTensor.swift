public import Arithmetic

/// One tensor of a model, in the narrowest of a few formats that holds its elements exactly:
/// 16-bit floating-point formats become binary32, `int8` becomes `int16`, `bool` becomes `uint8`.
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
  /// - Precondition: every element of `layout` lies within `bytes`.
  init(_ type: ElementType, _ layout: StridedLayout, of bytes: UnsafeRawBufferPointer) {
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
    case .int64: self = .int64(read(Int64.self))
    case .int32: self = .int32(read(Int32.self))
    case .int16: self = .int16(read(Int16.self))
    case .int8: self = .int16(convert { (value: Int8) in Int16(value) })
    case .uint8: self = .uint8(read(UInt8.self))
    case .bool: self = .uint8(convert { (value: UInt8) in value == 0 ? 0 : 1 })
    }
  }
}

extension Float {
  /// The exact value of a binary16 number, given by its bits.
  init(binary16 bits: UInt16) {
    let sign = UInt32(bits >> 15) << 31
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0x1F: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    case 0:
      // Zero or subnormal: a whole number of 2⁻²⁴.
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

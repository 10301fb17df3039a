/// Element types and extents, as the messages of attributes and data sets describe them.
enum HDF5Type: Equatable {
  case number(ElementType)
  /// A text of a fixed number of bytes.
  case fixedText(Int)
  /// A text in the global heap.
  case variableText

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .number(let type): type.size
    case .fixedText(let length): length
    case .variableText: 16
    }
  }

  /// - Returns: `nil` for types that are not read: compound, big-endian, unusual floating-point
  ///   formats.
  init?(_ cursor: inout ByteCursor) {
    guard let kind = cursor.integer(UInt8.self), let bits = cursor.size(width: 3),
      let size = cursor.size(width: 4)
    else { return nil }
    switch kind & 0x0F {
    case 0:
      guard bits & 1 == 0, cursor.size(width: 2) == 0, cursor.size(width: 2) == 8 * size,
        let type = Self.integer(size: size, isSigned: bits & 8 != 0)
      else { return nil }
      self = .number(type)
    case 1:
      guard bits & 0x41 == 0, cursor.size(width: 2) == 0, cursor.size(width: 2) == 8 * size,
        let fields = cursor.take(4), let bias = cursor.size(width: 4),
        let type = Self.float(Array(fields), bias: bias)
      else { return nil }
      self = .number(type)
    case 3:
      self = .fixedText(size)
    case 9:
      guard bits & 0x0F == 1, size == 16 else { return nil }
      self = .variableText
    default: return nil
    }
  }

  private static func integer(size: Int, isSigned: Bool) -> ElementType? {
    switch (size, isSigned) {
    case (1, true): .int8
    case (1, false): .uint8
    case (2, true): .int16
    case (4, true): .int32
    case (8, true): .int64
    case (2, false): .uint16
    case (4, false): .uint32
    case (8, false): .uint64
    default: nil
    }
  }

  /// By place and size of the exponent, place and size of the fraction, and bias.
  private static func float(_ fields: [UInt8], bias: Int) -> ElementType? {
    switch (fields, bias) {
    case ([52, 11, 0, 52], 1023): .float64
    case ([23, 8, 0, 23], 127): .float32
    case ([10, 5, 0, 10], 15): .float16
    case ([7, 8, 0, 7], 127): .bfloat16
    default: nil
    }
  }

  /// Extents of a dataspace message; `nil` for one that is damaged or has no elements at all.
  static func shape(_ cursor: inout ByteCursor) -> [Int]? {
    guard let version = cursor.integer(UInt8.self), let rank = cursor.size(width: 1),
      rank <= 32, cursor.skip(1)
    else { return nil }
    switch version {
    case 1: guard cursor.skip(5) else { return nil }
    case 2: guard let kind = cursor.integer(UInt8.self), kind < 2 else { return nil }
    default: return nil
    }
    var shape: [Int] = []
    for _ in 0..<rank {
      guard let extent = cursor.size(width: 8) else { return nil }
      shape.append(extent)
    }
    return shape
  }
}

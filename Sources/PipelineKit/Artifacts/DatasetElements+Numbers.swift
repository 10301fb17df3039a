import Arithmetic

extension DatasetElements {
  /// Whether the elements are numbers rather than text.
  package var areNumbers: Bool { if case .string = self { false } else { true } }

  /// Bytes of a number.
  package var width: Int {
    switch self {
    case .uint8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .int64, .float64, .string: 8
    }
  }

  /// A run of the elements in C order, as a line.
  package func flattened(_ run: Range<Int>) -> DatasetElements {
    func part<Element>(_ tensor: Tensor<Element>) -> Tensor<Element> {
      Tensor(shape: [run.count], values: Array(tensor.values[run]))
    }
    return switch self {
    case .uint8(let tensor): .uint8(part(tensor))
    case .int16(let tensor): .int16(part(tensor))
    case .int32(let tensor): .int32(part(tensor))
    case .int64(let tensor): .int64(part(tensor))
    case .float32(let tensor): .float32(part(tensor))
    case .float64(let tensor): .float64(part(tensor))
    case .string(let tensor): .string(part(tensor))
    }
  }

  /// Calls `body` with all elements where they lie in memory; valid during the call.
  ///
  /// - Precondition: the elements are numbers.
  package func withNumbers<Result>(_ body: (NumbersInMemory) throws -> Result) rethrows -> Result {
    switch self {
    case .uint8(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.uint8($0)) }
    case .int16(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.int16($0)) }
    case .int32(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.int32($0)) }
    case .int64(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.int64($0)) }
    case .float32(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.float32($0)) }
    case .float64(let tensor): try tensor.values.withUnsafeBufferPointer { try body(.float64($0)) }
    case .string: preconditionFailure("text has no numbers")
    }
  }

  /// Bits of magnitude that an element holds: the significand of a floating-point format with its
  /// leading bit (24 or 53), the width without the sign of an integer.
  package var precision: Int {
    switch self {
    case .uint8: 8
    case .int16: 15
    case .int32: 31
    case .float32: 24
    case .int64, .float64, .string: 53
    }
  }
}

extension DatasetElements {
  /// Every element in its shortest exact form.
  package var texts: [String] {
    switch self {
    case .uint8(let tensor): tensor.values.map(String.init)
    case .int16(let tensor): tensor.values.map(String.init)
    case .int32(let tensor): tensor.values.map(String.init)
    case .int64(let tensor): tensor.values.map(String.init)
    case .float32(let tensor): tensor.values.map(\.description)
    case .float64(let tensor): tensor.values.map(\.description)
    case .string(let tensor): tensor.values
    }
  }

  /// Every element as a value; NaN is none.
  package var values: [Value] {
    func number(_ value: Double) -> Value { value.isNaN ? .null : .number(value) }
    return switch self {
    case .uint8(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int16(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int32(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int64(let tensor): tensor.values.map { .integer(Int($0)) }
    case .float32(let tensor): tensor.values.map { number(Double($0)) }
    case .float64(let tensor): tensor.values.map(number)
    case .string(let tensor): tensor.values.map(Value.string)
    }
  }

  /// `items`, of which there is one for each element of a matrix, row by row; all in one row for an
  /// array that is none.
  package func rows<Item>(_ items: [Item]) -> [[Item]] {
    guard shape.count == 2, let columns = shape.last, columns > 0 else { return [items] }
    return stride(from: 0, to: items.count, by: columns).map {
      Array(items[$0..<min($0 + columns, items.count)])
    }
  }
}

/// Elements of a data set where they lie in memory.
package enum NumbersInMemory: @unchecked Sendable {
  case uint8(UnsafeBufferPointer<UInt8>)
  case int16(UnsafeBufferPointer<Int16>)
  case int32(UnsafeBufferPointer<Int32>)
  case int64(UnsafeBufferPointer<Int64>)
  case float32(UnsafeBufferPointer<Float>)
  case float64(UnsafeBufferPointer<Double>)

  /// Copies a run of them as binary64; exact for all but integers above 2⁵³.
  package func read(_ run: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) {
    switch self {
    case .uint8(let values): for i in run { target[i - run.lowerBound] = Double(values[i]) }
    case .int16(let values): for i in run { target[i - run.lowerBound] = Double(values[i]) }
    case .int32(let values): for i in run { target[i - run.lowerBound] = Double(values[i]) }
    case .int64(let values): for i in run { target[i - run.lowerBound] = Double(values[i]) }
    case .float32(let values): for i in run { target[i - run.lowerBound] = Double(values[i]) }
    case .float64(let values): for i in run { target[i - run.lowerBound] = values[i] }
    }
  }
}

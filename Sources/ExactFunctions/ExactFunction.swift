public import Arithmetic

/// A function of numbers whose result is exact in their own format, so that no arithmetic rounds it:
/// signs, whole parts, choices between numbers.
///
/// All in this module is inlinable: a function is compiled, for each format, where it is used. So
/// `Networks` need not be compiled as a whole for loops over elements to be loops.
public protocol ExactFunction: Sendable {
  func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number
}

/// The same of two numbers.
public protocol ExactPairFunction: Sendable {
  func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number, _ y: Number) -> Number
}

/// A relation of two values of one type.
public protocol ExactRelation: Sendable {
  func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool
}

extension RealTensor {
  @inlinable
  public func exactly(_ function: some ExactFunction) -> RealTensor {
    switch self {
    case .binary32(let x): .binary32(Tensor(shape: x.shape, values: x.values.map { function($0) }))
    case .binary64(let x): .binary64(Tensor(shape: x.shape, values: x.values.map { function($0) }))
    }
  }

  /// - Precondition: both have one shape and format.
  @inlinable
  public func exactly(_ other: RealTensor, _ function: some ExactPairFunction) -> RealTensor {
    switch (self, other) {
    case (.binary32(let x), .binary32(let y)): .binary32(x.exactly(y) { function($0, $1) })
    case (.binary64(let x), .binary64(let y)): .binary64(x.exactly(y) { function($0, $1) })
    default: preconditionFailure("formats differ")
    }
  }

  /// - Precondition: both have one shape and format.
  @inlinable
  public func compared(_ other: RealTensor, _ relation: some ExactRelation) -> Tensor<Bool> {
    switch (self, other) {
    case (.binary32(let x), .binary32(let y)): x.exactly(y) { relation($0, $1) }
    case (.binary64(let x), .binary64(let y)): x.exactly(y) { relation($0, $1) }
    default: preconditionFailure("formats differ")
    }
  }
}

extension Tensor {
  /// - Precondition: both have one shape.
  @inlinable
  public func exactly<Other, Result>(
    _ other: Tensor<Other>, _ function: (Element, Other) -> Result
  ) -> Tensor<Result> {
    precondition(shape == other.shape, "\(shape) and \(other.shape) differ")
    let result = [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      values.withUnsafeBufferPointer { x in
        other.values.withUnsafeBufferPointer { y in
          for place in x.indices {
            buffer.initializeElement(at: place, to: function(x[place], y[place]))
          }
        }
      }
      initialized = count
    }
    return Tensor<Result>(shape: shape, values: result)
  }

  /// This tensor's elements where `isFirst`, the other's elsewhere.
  @inlinable
  public func chosen(_ isFirst: Tensor<Bool>, else other: Tensor) -> Tensor {
    precondition(shape == other.shape && shape == isFirst.shape, "shapes differ")
    let result = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      for place in values.indices {
        buffer.initializeElement(
          at: place, to: isFirst.values[place] ? values[place] : other.values[place])
      }
      initialized = count
    }
    return Tensor(shape: shape, values: result)
  }
}

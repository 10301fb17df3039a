/// The two formats that kernels compute in.
public enum RealFormat: String, Sendable, CaseIterable {
  case binary32
  case binary64
}

/// What kernels take and return: a tensor of numbers in one of the two formats.
///
/// A stage writes its work once. It converts its inputs to the arithmetic's own format
/// (`Arithmetic.format`) and every result keeps the format of its operands; operands of different
/// formats are a programmer's error and trap.
public enum RealTensor: Sendable, Equatable {
  case binary32(Tensor<Float>)
  case binary64(Tensor<Double>)

  public var format: RealFormat {
    switch self {
    case .binary32: .binary32
    case .binary64: .binary64
    }
  }

  /// Extent of each dimension, in C order.
  public var shape: [Int] {
    switch self {
    case .binary32(let tensor): tensor.shape
    case .binary64(let tensor): tensor.shape
    }
  }

  /// Number of elements.
  public var count: Int {
    switch self {
    case .binary32(let tensor): tensor.count
    case .binary64(let tensor): tensor.count
    }
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.reshaped(shape))
    case .binary64(let tensor): .binary64(tensor.reshaped(shape))
    }
  }

  /// The elements widened to binary64; exact.
  public var doubles: [Double] {
    switch self {
    case .binary32(let tensor): tensor.values.map(Double.init)
    case .binary64(let tensor): tensor.values
    }
  }

  /// Values rounded to nearest into `format`, outside any arithmetic: for constants and input.
  public init(_ format: RealFormat, shape: [Int], _ values: [Double]) {
    switch format {
    case .binary32: self = .binary32(Tensor(shape: shape, values: values.map(Float.init)))
    case .binary64: self = .binary64(Tensor(shape: shape, values: values))
    }
  }
}

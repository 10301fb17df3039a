public import Arithmetic

/// What flows along the edges of a network: numbers that arithmetics round, and whole numbers and
/// truth values, which are exact under every one.
public enum NetworkTensor: Sendable, Equatable {
  /// `float32` in the arithmetic's own format, `float64` in binary64.
  case real(RealTensor)
  /// `int64` and `int32`.
  case integer(Tensor<Int64>)
  case boolean(Tensor<Bool>)

  /// Extent of each dimension, in C order; `[]` is a scalar.
  public var shape: [Int] {
    switch self {
    case .real(let tensor): tensor.shape
    case .integer(let tensor): tensor.shape
    case .boolean(let tensor): tensor.shape
    }
  }

  /// Number of elements.
  public var count: Int {
    switch self {
    case .real(let tensor): tensor.count
    case .integer(let tensor): tensor.count
    case .boolean(let tensor): tensor.count
    }
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> NetworkTensor {
    switch self {
    case .real(let tensor): .real(tensor.reshaped(shape))
    case .integer(let tensor): .integer(tensor.reshaped(shape))
    case .boolean(let tensor): .boolean(tensor.reshaped(shape))
    }
  }

  /// The tensors one after the other along `axis`; kinds, formats and other extents are equal.
  static func concatenate(_ parts: [NetworkTensor], axis: Int) -> NetworkTensor {
    switch parts.first {
    case .real:
      return .real(
        .concatenate(
          parts.compactMap { if case .real(let part) = $0 { part } else { nil } }, axis: axis))
    case .integer:
      return .integer(
        .concatenate(
          parts.compactMap { if case .integer(let part) = $0 { part } else { nil } }, axis: axis))
    case .boolean:
      return .boolean(
        .concatenate(
          parts.compactMap { if case .boolean(let part) = $0 { part } else { nil } }, axis: axis))
    case nil: preconditionFailure("nothing to concatenate")
    }
  }

  /// Element `index` as a number; truth values are 0 and 1.
  func number(at index: Int) -> Double {
    switch self {
    case .real(.binary32(let tensor)): Double(tensor.values[index])
    case .real(.binary64(let tensor)): tensor.values[index]
    case .integer(let tensor): Double(tensor.values[index])
    case .boolean(let tensor): tensor.values[index] ? 1 : 0
    }
  }
}

import Arithmetic
import ExactFunctions

extension RealTensor {
  /// This tensor's elements where `isFirst`, the other's elsewhere.
  func chosen(_ isFirst: Tensor<Bool>, else other: RealTensor) -> RealTensor {
    switch (self, other) {
    case (.binary32(let x), .binary32(let y)): .binary32(x.chosen(isFirst, else: y))
    case (.binary64(let x), .binary64(let y)): .binary64(x.chosen(isFirst, else: y))
    default: preconditionFailure("formats differ")
    }
  }

  /// A tensor of one number.
  static func filled(_ format: RealFormat, _ shape: [Int], _ value: Double) -> RealTensor {
    switch format {
    case .binary32: .binary32(Tensor(shape: shape, repeating: Float(value)))
    case .binary64: .binary64(Tensor(shape: shape, repeating: value))
    }
  }
}

extension RealTensor {
  /// Where elements lie between two numbers, themselves left out.
  func lying(between low: Double, and high: Double) -> Tensor<Bool> {
    switch self {
    case .binary32(let x): x.lying(between: Float(low), and: Float(high))
    case .binary64(let x): x.lying(between: low, and: high)
    }
  }
}

extension Tensor where Element: BinaryFloatingPoint {
  fileprivate func lying(between low: Element, and high: Element) -> Tensor<Bool> {
    Tensor<Bool>(shape: shape, values: values.map { $0 > low && $0 < high })
  }
}

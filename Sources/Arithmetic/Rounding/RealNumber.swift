/// The element types that kernels compute in: `Float` and `Double`.
protocol RealNumber: BinaryFloatingPoint, Sendable {
  /// The number widened to binary64; exact.
  var wide: Double { get }
  /// The nearest number of this type, ties to even.
  static func nearest(_ value: Double) -> Self
  /// The tensor of this type in `tensor`; traps where it has the other format.
  static func unwrap(_ tensor: RealTensor) -> Tensor<Self>
  static func wrap(_ tensor: Tensor<Self>) -> RealTensor
  /// e^x, precise enough to be rounded into this type.
  static func wideExponential(_ x: Self) -> WideValue
  /// ln x, precise enough to be rounded into this type.
  static func wideLogarithm(_ x: Self) -> WideValue
}

extension Float: RealNumber {
  @inline(__always) var wide: Double { Double(self) }
  @inline(__always) static func nearest(_ value: Double) -> Float { Float(value) }

  static func unwrap(_ tensor: RealTensor) -> Tensor<Float> {
    guard case .binary32(let values) = tensor else { preconditionFailure("binary32 expected") }
    return values
  }

  static func wrap(_ tensor: Tensor<Float>) -> RealTensor { .binary32(tensor) }
  static func wideExponential(_ x: Float) -> WideValue {
    let result = Elementary.exponential(x.wide)
    // The exponential of a tiny number is one in binary64, but not one.
    return WideValue(result, result == 1 ? x.wide : 0)
  }
  static func wideLogarithm(_ x: Float) -> WideValue { WideValue(Elementary.logarithm(x.wide)) }
}

extension Double: RealNumber {
  @inline(__always) var wide: Double { self }
  @inline(__always) static func nearest(_ value: Double) -> Double { value }

  static func unwrap(_ tensor: RealTensor) -> Tensor<Double> {
    guard case .binary64(let values) = tensor else { preconditionFailure("binary64 expected") }
    return values
  }

  static func wrap(_ tensor: Tensor<Double>) -> RealTensor { .binary64(tensor) }
  static func wideExponential(_ x: Double) -> WideValue { Elementary.wideExponential(x) }
  static func wideLogarithm(_ x: Double) -> WideValue { Elementary.wideLogarithm(x) }
}

internal import ArithmeticTypes
internal import CIntrinsics

/// The element types that kernels compute in: `Float` and `Double`.
protocol RealNumber: BinaryFloatingPoint, Sendable where Self.Magnitude == Self {
  /// Vectors of these numbers.
  associatedtype Lanes: NumberLanes where Lanes.Real == Self
  /// Its bits as an integer: of magnitudes, in their order.
  associatedtype Pattern: FixedWidthInteger & UnsignedInteger

  var bitPattern: Pattern { get }
  init(bitPattern: Pattern)

  /// The number widened to binary64; exact.
  var wide: Double { get }
  /// The nearest number of this type, ties to even.
  static func nearest(_ value: Double) -> Self
  /// `sum + a × b`, rounded once, to nearest.
  static func fused(_ sum: Self, _ a: Self, _ b: Self) -> Self
  /// Eight numbers from memory, widened to binary64.
  static func widened(_ start: UnsafePointer<Self>) -> lastbit_f64x8
  /// Eight numbers of this type, kept in binary64, to memory.
  static func narrow(_ values: lastbit_f64x8, to start: UnsafeMutablePointer<Self>)
  /// The tensor of this type in `tensor`; traps where it has the other format.
  static func unwrap(_ tensor: RealTensor) -> Tensor<Self>
  static func wrap(_ tensor: Tensor<Self>) -> RealTensor
  /// e^x, precise enough to be rounded into this type.
  static func wideExponential(_ x: Self) -> WideValue
  /// ln x, precise enough to be rounded into this type.
  static func wideLogarithm(_ x: Self) -> WideValue
  /// tanh x, sin x, cos x and x^y likewise; see `RoundingRule` for the arguments they get.
  static func wideHyperbolicTangent(_ x: Self) -> WideValue
  static func wideErrorFunction(_ x: Self) -> WideValue
  /// e^x − 1 for finite x below zero.
  static func wideExponentialLessOne(belowZero x: Self) -> WideValue
  static func wideSine(_ x: Self) -> WideValue
  static func wideCosine(_ x: Self) -> WideValue
  static func widePower(_ x: Self, _ y: Self) -> WideValue
}

extension Float: RealNumber {
  typealias Lanes = FloatLanes

  @inline(__always) var wide: Double { Double(self) }
  @inline(__always) static func nearest(_ value: Double) -> Float { Float(value) }

  /// Without the instruction: the product is exact in binary64, and the sum rounded to odd there.
  @inline(__always)
  static func fused(_ sum: Float, _ a: Float, _ b: Float) -> Float {
    if lastbit_has_fused_multiply_add() { return sum.addingProduct(a, b) }
    return Float(Double.sumRoundedToOdd(Double(a) * Double(b), Double(sum)))
  }

  @inline(__always)
  static func widened(_ start: UnsafePointer<Float>) -> lastbit_f64x8 {
    lastbit_widen(lastbit_load_f32x8(start))
  }

  @inline(__always)
  static func narrow(_ values: lastbit_f64x8, to start: UnsafeMutablePointer<Float>) {
    lastbit_store_f32x8(start, lastbit_narrow(values))
  }

  static func unwrap(_ tensor: RealTensor) -> Tensor<Float> {
    guard case .binary32(let values) = tensor else { preconditionFailure("binary32 expected") }
    return values
  }

  static func wrap(_ tensor: Tensor<Float>) -> RealTensor { .binary32(tensor) }

  static func wideExponential(_ x: Float) -> WideValue {
    let result = Elementary.exponential(x.wide)
    // The exponential of a tiny number is one in binary64, but not one.
    return WideValue(result, result == 1 ? x.wide : result * 0x1p-60)
  }

  static func wideExponentialLessOne(belowZero x: Float) -> WideValue {
    let result = Elementary.exponentialLessOne(belowZero: x.wide)
    // Where it is x or −1 in binary64, its magnitude is less.
    return WideValue(result, result * -0x1p-60)
  }

  static func wideLogarithm(_ x: Float) -> WideValue {
    let result = Elementary.logarithm(x.wide)
    return WideValue(result, result * 0x1p-60)
  }
}

extension Double: RealNumber {
  typealias Lanes = DoubleLanes

  @inline(__always) var wide: Double { self }
  @inline(__always) static func nearest(_ value: Double) -> Double { value }

  @inline(__always)
  static func fused(_ sum: Double, _ a: Double, _ b: Double) -> Double { sum.addingProduct(a, b) }

  @inline(__always)
  static func widened(_ start: UnsafePointer<Double>) -> lastbit_f64x8 { lastbit_load_f64x8(start) }

  @inline(__always)
  static func narrow(_ values: lastbit_f64x8, to start: UnsafeMutablePointer<Double>) {
    lastbit_store_f64x8(start, values)
  }

  static func unwrap(_ tensor: RealTensor) -> Tensor<Double> {
    guard case .binary64(let values) = tensor else { preconditionFailure("binary64 expected") }
    return values
  }

  static func wrap(_ tensor: Tensor<Double>) -> RealTensor { .binary64(tensor) }
  static func wideExponential(_ x: Double) -> WideValue {
    Elementary.wideExponential(DoubleDouble(x))
  }
  static func wideExponentialLessOne(belowZero x: Double) -> WideValue {
    Elementary.wideExponentialLessOne(belowZero: x)
  }
  static func wideLogarithm(_ x: Double) -> WideValue { Elementary.wideLogarithm(x) }
}

/// Copies numbers into another format, or the same: as fast as memory where it is the same.
@inline(__always)
func copyNumbers<Source: RealNumber, Target: RealNumber>(
  _ source: UnsafePointer<Source>, to target: UnsafeMutablePointer<Target>, count: Int
) {
  if Source.self == Target.self {
    UnsafeMutableRawPointer(target).copyMemory(
      from: source, byteCount: count * MemoryLayout<Source>.stride)
  } else {
    for index in 0..<count { (target + index).initialize(to: Target.nearest(source[index].wide)) }
  }
}

internal import Arithmetic
internal import BigInt

/// A binary floating-point format with subnormal numbers; its numbers are written as `Double`.
struct BinaryFormat: Equatable, Sendable {
  /// Bits of the significand, the leading one included.
  var precision: Int
  /// The exponent of the least positive number.
  var leastExponent: Int
  /// Numbers from 2^limitExponent on are infinite.
  var limitExponent: Int

  static let binary32 = BinaryFormat(precision: 24, leastExponent: -149, limitExponent: 128)
  static let binary64 = BinaryFormat(precision: 53, leastExponent: -1074, limitExponent: 1024)

  init(precision: Int, leastExponent: Int, limitExponent: Int) {
    self.precision = precision
    self.leastExponent = leastExponent
    self.limitExponent = limitExponent
  }

  init(_ format: RealFormat) {
    self = format == .binary32 ? .binary32 : .binary64
  }

  /// integer · 2^exponent, infinite from 2^limitExponent on; the integer fits the precision.
  func number(_ integer: BigUInt, exponent: Int, isNegative: Bool) -> Double {
    let magnitude =
      integer.bitWidth + exponent > limitExponent
      ? Double.infinity
      : Double(sign: .plus, exponent: exponent, significand: Double(UInt64(integer)))
    return isNegative ? -magnitude : magnitude
  }
}

/// Where an exact number lies in a format, exponents unbounded above.
struct Neighbours: Equatable {
  /// The neighbour towards zero, or the number itself where it is exact.
  var inner: Double
  /// The neighbour away from zero, or the number itself where it is exact.
  var outer: Double
  /// (|x| − |inner|) / (|outer| − |inner|), cut off after 64 bits.
  var fraction: Double
  /// The fraction compared with one half: −1, 0 or 1.
  var half: Int
  /// Whether the inner neighbour's last bit is zero.
  var innerIsEven: Bool
  var isExact: Bool

  /// - Parameter x: not zero.
  init(_ x: ExactNumber, in format: BinaryFormat) {
    let unit = max(x.exponent - format.precision + 1, format.leastExponent)
    let (extended, isExact) = x.units(of: unit - 64)
    let integer = extended >> 64
    let rest = UInt64(extended & ((1 << 64) - 1))
    let isNegative = x.isNegative
    self.isExact = isExact && rest == 0
    self.inner = format.number(integer, exponent: unit, isNegative: isNegative)
    self.outer =
      self.isExact ? inner : format.number(integer + 1, exponent: unit, isNegative: isNegative)
    self.fraction = Double(rest) * 0x1p-64
    self.half = rest < 1 << 63 ? -1 : rest == 1 << 63 && isExact ? 0 : 1
    self.innerIsEven = integer & 1 == 0
  }

  /// The nearest number, ties to even.
  var nearest: Double { half < 0 || (half == 0 && innerIsEven) ? inner : outer }
}

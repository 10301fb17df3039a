/// Numbers of 16 and 8 bits as binary32, exactly.
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

  /// The exact value of a one-byte number of `type`, given by its bits.
  ///
  /// - Precondition: `type` is one of the one-byte floating-point formats.
  init(_ type: ElementType, bits: UInt8) {
    switch type {
    case .float8E5M2: self = Float(binary16: UInt16(bits) << 8)
    case .float8E4M3:
      self = bits & 0x7F == 0x7F ? .nan : Float(bits: bits, fraction: 3, bias: 7)
    // Without infinities; the only NaN lies where the negative zero would.
    case .float8E4M3Unsigned:
      self = bits == 0x80 ? .nan : Float(bits: bits, fraction: 3, bias: 8)
    case .float8E5M2Unsigned:
      self = bits == 0x80 ? .nan : Float(bits: bits, fraction: 2, bias: 16)
    case .float8E8M0:
      // 2⁻¹²⁷ is subnormal in binary32.
      self = bits == 0xFF ? .nan : bits == 0 ? 0x1p-127 : Float(bitPattern: UInt32(bits) << 23)
    default: preconditionFailure("\(type.rawValue) is no one-byte floating-point format")
    }
  }

  /// A number of sign, exponent and `fraction` bits, without special values.
  private init(bits: UInt8, fraction: Int, bias: Int) {
    let exponent = Int(bits & 0x7F) >> fraction
    let digits = Int(bits) & (1 << fraction - 1)
    let whole = exponent == 0 ? digits : digits | 1 << fraction
    let magnitude = Float(
      sign: .plus, exponent: max(exponent, 1) - bias - fraction, significand: Float(whole))
    self = bits & 0x80 == 0 ? magnitude : -magnitude
  }
}

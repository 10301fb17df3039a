/// Reproducible operands that visit every corner of a format.
struct OperandSource: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A finite number of the format, all bit patterns equally likely.
  mutating func anyFinite(_ format: BinaryFormat) -> Double {
    while true {
      let bits = next()
      let value =
        format == .binary32
        ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
      if value.isFinite { return value }
    }
  }

  /// A number near a power of two, a limit of the format, or another of its corners.
  mutating func corner(_ format: BinaryFormat) -> Double {
    let least = format.leastExponent + format.precision - 1
    let exponents = [
      0, 1, -1, least, least + 1, format.leastExponent, format.leastExponent + 5,
      format.limitExponent - 1, format.limitExponent / 2, least / 2, format.precision,
      -format.precision,
    ]
    let exponent = exponents[Int(next() % UInt64(exponents.count))]
    let precision = min(format.precision, exponent - format.leastExponent + 1)
    let top = UInt64(1) << (precision - 1)
    let offset = next() % 4
    let integer: UInt64
    switch next() % 4 {
    case 0: integer = top + min(offset, top - 1)
    case 1: integer = 2 * top - 1 - min(offset, top - 1)
    default: integer = top + next() % top
    }
    let value = Double(
      sign: .plus, exponent: exponent - precision + 1, significand: Double(integer))
    return next() & 1 == 0 ? value : -value
  }

  /// Operands of one operation: corners, any numbers, or numbers whose results lie close together.
  mutating func operands(_ operation: ExactOperation, _ format: BinaryFormat) -> [Double] {
    if operation == .convert {
      return [next() & 1 == 0 ? anyFinite(.binary64) : nearNarrow()]
    }
    var x = (0..<operation.operandCount).map { _ in
      next() & 1 == 0 ? corner(format) : anyFinite(format)
    }
    if operation == .squareRoot { x[0] = x[0].magnitude }
    // Cancellation: the addend close to minus the other term.
    if next() & 3 == 0, operation == .fusedMultiplyAdd || operation == .add {
      let term = operation == .add ? x[0] : x[0] * x[1]
      let narrowed = format == .binary32 ? Double(Float(term)) : term
      if narrowed.isFinite { x[x.count - 1] = -narrowed }
    }
    return x
  }

  /// A binary64 number with a binary32 exponent, subnormal and overflowing ones included.
  private mutating func nearNarrow() -> Double {
    let exponent = Int(next() % 290) - 155
    let value =
      Double(sign: .plus, exponent: exponent, significand: 1)
      * (1 + Double(next() >> 12) * 0x1p-52)
    return next() & 1 == 0 ? value : -value
  }
}

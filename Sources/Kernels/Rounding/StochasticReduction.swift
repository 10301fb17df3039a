/// Stochastic rounding of binary64 results into a format that binary32 holds: noise of 29 bits is added
/// at the top of the surplus bits of the pattern, and these are cut off.
struct StochasticReduction: Sendable {
  /// Bits of the surplus below the noise.
  let shift: UInt64
  let leastNormal: Double
  /// The power of two above the greatest number.
  let limit: Double

  /// - Parameters:
  ///   - exponentBits: 8 at most.
  ///   - fractionBits: 23 at most.
  init(exponentBits: Int, fractionBits: Int) {
    let greatest = 1 << (exponentBits - 1) - 1
    shift = UInt64(23 - fractionBits)
    leastNormal = Double.power(of: 1 - greatest)
    limit = Double.power(of: greatest) * 2
  }

  /// - Parameter word: 29 random bits, at the top.
  func round(_ value: Double, _ word: UInt64) -> Double {
    // Below the least normal number gaps are those of its binade.
    let offset = value.magnitude < leastNormal ? leastNormal : 0
    let sum = (value.magnitude + offset).bitPattern &+ (word >> 35) << shift
    let cut = Double(bitPattern: sum & ~(1 << (shift + 29) - 1)) - offset
    let magnitude = cut < limit ? cut : .infinity
    return value.sign == .minus ? -magnitude : magnitude
  }
}

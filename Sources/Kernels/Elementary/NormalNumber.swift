extension ElementBits {
  /// The word as a number uniform in (0, 1): one of the 2⁵² midpoints (k + ½) 2⁻⁵².
  static func uniform(_ word: UInt64) -> Double {
    (Double(word >> 12) + 0.5) * 0x1p-52
  }
}

extension Elementary {
  /// A standard normal number by Box and Muller 1958, from words 1 and 2.
  static func normal(_ bits: ElementBits) -> Double {
    var bits = bits.advanced(by: 1)
    let radius = (-2 * logarithm(ElementBits.uniform(bits.next()))).squareRoot()
    return radius * cosineOfTurns(ElementBits.uniform(bits.next()))
  }
}

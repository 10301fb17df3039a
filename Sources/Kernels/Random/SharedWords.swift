internal import ArithmeticTypes

/// 29 bits for each rounding: a word's top ones, then its low ones; a one below them makes the odds
/// of thresholds even.
struct HalfWords: RandomBits {
  private var words: ElementBits
  private var low: UInt64 = 0
  private var hasLow = false

  @inline(__always)
  init(_ key: CallKey, element: Int) { words = ElementBits(key, element: element) }

  @inline(__always)
  mutating func next() -> UInt64 {
    if hasLow {
      hasLow = false
      return low
    }
    let word = words.next()
    low = word << 35 | 1 << 34
    hasLow = true
    return word & ~0x7_FFFF_FFFF | 1 << 34
  }

  @inline(__always)
  mutating func skip(_ roundings: Int) {
    var roundings = roundings
    if hasLow, roundings > 0 {
      hasLow = false
      roundings -= 1
    }
    words.skip(roundings / 2)
    if roundings % 2 == 1 { _ = next() }
  }
}

/// One bit for each rounding, a word's lowest first: all ones or all zeros.
struct SingleBits: RandomBits {
  private var words: ElementBits
  private var word: UInt64 = 0
  private var left = 0

  @inline(__always)
  init(_ key: CallKey, element: Int) { words = ElementBits(key, element: element) }

  @inline(__always)
  mutating func next() -> UInt64 {
    if left == 0 {
      word = words.next()
      left = 64
    }
    let bit = word & 1
    word >>= 1
    left -= 1
    return 0 &- bit
  }

  @inline(__always)
  mutating func skip(_ roundings: Int) {
    guard roundings >= left else {
      word >>= UInt64(roundings)
      left -= roundings
      return
    }
    let beyond = roundings - left
    words.skip(beyond / 64)
    left = 0
    if beyond % 64 > 0 {
      word = words.next() >> UInt64(beyond % 64)
      left = 64 - beyond % 64
    }
  }
}

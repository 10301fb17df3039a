internal import ArithmeticTypes

/// 29 bits for each rounding: bits 23 to 51 of a word, then bits 0 to 28; a one below them makes the
/// odds of thresholds even.
///
/// The six bits that both draws have are the last of the first and the top ones of the second: they
/// tie two roundings to each other with a probability of less than 2⁻²³. Bits 23 to 51 are what one
/// instruction multiplies by 2²⁹ and adds to a number's pattern.
struct HalfWords: RandomBits {
  private var words: ElementBits
  private var low: UInt64 = 0
  private var hasLow = false

  @inline(__always) static var roundingsOfAWord: Int { 2 }

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
    return word << 12 & ~0x7_FFFF_FFFF | 1 << 34
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

/// 16 bits for each rounding, a word's top ones first.
struct QuarterWords: RandomBits {
  private var words: ElementBits
  private var word: UInt64 = 0
  private var left = 0

  @inline(__always) static var roundingsOfAWord: Int { 4 }

  @inline(__always)
  init(_ key: CallKey, element: Int) { words = ElementBits(key, element: element) }

  @inline(__always)
  mutating func next() -> UInt64 {
    if left == 0 {
      word = words.next()
      left = 4
    }
    defer {
      word <<= 16
      left -= 1
    }
    return word & 0xFFFF << 48
  }

  @inline(__always)
  mutating func skip(_ roundings: Int) {
    let inWord = min(left, roundings)
    word = inWord == 4 ? 0 : word << UInt64(16 * inWord)
    left -= inWord
    words.skip((roundings - inWord) / 4)
    for _ in 0..<(roundings - inWord) % 4 { _ = next() }
  }
}

/// One bit for each rounding, a word's top one first: all ones or all zeros.
struct SingleBits: RandomBits {
  private var words: ElementBits
  private var word: UInt64 = 0
  private var left = 0

  @inline(__always) static var roundingsOfAWord: Int { 64 }

  @inline(__always)
  init(_ key: CallKey, element: Int) { words = ElementBits(key, element: element) }

  @inline(__always)
  mutating func next() -> UInt64 {
    if left == 0 {
      word = words.next()
      left = 64
    }
    let bit = UInt64(bitPattern: Int64(bitPattern: word) >> 63)
    word <<= 1
    left -= 1
    return bit
  }

  @inline(__always)
  mutating func skip(_ roundings: Int) {
    guard roundings >= left else {
      word <<= UInt64(roundings)
      left -= roundings
      return
    }
    let beyond = roundings - left
    words.skip(beyond / 64)
    left = 0
    if beyond % 64 > 0 {
      word = words.next() << UInt64(beyond % 64)
      left = 64 - beyond % 64
    }
  }
}

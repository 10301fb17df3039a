internal import ArithmeticTypes
internal import CIntrinsics

/// Random bits for the roundings that make one output element, in order.
protocol RandomBits: Sendable {
  /// The bits of `element` in the kernel call that `key` stands for.
  init(_ key: CallKey, element: Int)
  /// The bits of the next rounding, the top ones first.
  mutating func next() -> UInt64
  /// Leaves out the bits of so many roundings.
  mutating func skip(_ roundings: Int)
  /// Roundings that a word serves.
  static var roundingsOfAWord: Int { get }
}

/// For rules that draw nothing.
struct NoBits: RandomBits {
  @inline(__always) init(_ key: CallKey, element: Int) {}
  @inline(__always) mutating func next() -> UInt64 { 0 }
  @inline(__always) mutating func skip(_ roundings: Int) {}
  @inline(__always) static var roundingsOfAWord: Int { 1 }
}

/// Words by counter: word `k` of an element depends on (key, element, k) and nothing else.
///
/// Elements 2p and 2p + 1 share 128-bit blocks: a base is five AES rounds of (p, 0) under the key;
/// block `k` is two more rounds of base + k · (step0, step1), of which the even element takes the
/// low word and the odd element the high one.
struct ElementBits: RandomBits {
  private var counter: lastbit_block
  private let key6: lastbit_block
  private let key7: lastbit_block
  private let isOdd: Bool

  @inline(__always) static var roundingsOfAWord: Int { 1 }

  @inline(__always)
  init(_ key: CallKey, element: Int) {
    let element = UInt64(truncatingIfNeeded: element)
    counter = ElementBits.base(key, pair: element >> 1)
    key6 = key.roundKeyBlock(6)
    key7 = key.roundKeyBlock(7)
    isOdd = element & 1 == 1
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let block = lastbit_aes_round(lastbit_aes_round(counter, key6), key7)
    counter.low &+= CallKey.step0
    counter.high &+= CallKey.step1
    return isOdd ? block.high : block.low
  }

  @inline(__always)
  mutating func skip(_ roundings: Int) {
    self = advanced(by: UInt64(truncatingIfNeeded: roundings))
  }

  /// The words from word `index` on.
  @inline(__always)
  func advanced(by index: UInt64) -> ElementBits {
    var copy = self
    copy.counter.low &+= index &* CallKey.step0
    copy.counter.high &+= index &* CallKey.step1
    return copy
  }

  @inline(__always)
  private static func base(_ key: CallKey, pair: UInt64) -> lastbit_block {
    var block = lastbit_block(low: pair ^ key.low, high: key.high)
    block = lastbit_aes_round(block, key.roundKeyBlock(1))
    block = lastbit_aes_round(block, key.roundKeyBlock(2))
    block = lastbit_aes_round(block, key.roundKeyBlock(3))
    block = lastbit_aes_round(block, key.roundKeyBlock(4))
    return lastbit_aes_round(block, key.roundKeyBlock(5))
  }
}

extension CallKey {
  @inline(__always)
  fileprivate func roundKeyBlock(_ round: UInt64) -> lastbit_block {
    let key = roundKey(round)
    return lastbit_block(low: key.low, high: key.high)
  }
}

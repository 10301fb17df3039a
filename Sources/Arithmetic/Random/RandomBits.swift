internal import CIntrinsics

/// Random words for the operations that make one output element, in order.
protocol RandomBits: Sendable {
  /// The words of `element` in the kernel call that `key` stands for.
  init(_ key: CallKey, element: Int)
  /// The word of the next operation.
  mutating func next() -> UInt64
}

/// For rules that draw nothing.
struct NoBits: RandomBits {
  @inline(__always) init(_ key: CallKey, element: Int) {}
  @inline(__always) mutating func next() -> UInt64 { 0 }
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

  @inline(__always)
  init(_ key: CallKey, element: Int) {
    let element = UInt64(truncatingIfNeeded: element)
    var block = lastbit_block(low: (element >> 1) ^ key.low, high: key.high)
    block = lastbit_aes_round(block, key.roundKey(1))
    block = lastbit_aes_round(block, key.roundKey(2))
    block = lastbit_aes_round(block, key.roundKey(3))
    block = lastbit_aes_round(block, key.roundKey(4))
    block = lastbit_aes_round(block, key.roundKey(5))
    counter = block
    key6 = key.roundKey(6)
    key7 = key.roundKey(7)
    isOdd = element & 1 == 1
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let block = lastbit_aes_round(lastbit_aes_round(counter, key6), key7)
    counter.low &+= CallKey.step0
    counter.high &+= CallKey.step1
    return isOdd ? block.high : block.low
  }

  /// The words from word `index` on.
  @inline(__always)
  func advanced(by index: UInt64) -> ElementBits {
    var copy = self
    copy.counter.low &+= index &* CallKey.step0
    copy.counter.high &+= index &* CallKey.step1
    return copy
  }
}

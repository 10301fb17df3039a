internal import ArithmeticTypes
internal import CIntrinsics

/// A word or counter of each of sixteen elements.
typealias WordPair = (lastbit_u64x8, lastbit_u64x8)

/// How sixteen elements lie in two vectors.
enum WordOrder {
  /// The first eight, then the others.
  case ascending
  /// Pairs of elements in turn: halves of words are put in order inside of 128 bits
  /// (`lastbit_upper_halves`).
  case alternating
}

/// Round keys of a kernel call, for four blocks at once.
struct LaneKeys {
  private let first: lastbit_u64x8
  private let second: lastbit_u64x8
  /// What a counter grows by at each word.
  let step: lastbit_u64x8
  private let key: CallKey
  /// Round keys of elements' bases.
  private let (base1, base2, base3, base4, base5):
    (lastbit_u64x8, lastbit_u64x8, lastbit_u64x8, lastbit_u64x8, lastbit_u64x8)

  init(_ key: CallKey) {
    self.key = key
    base1 = Self.splat(key.roundKey(1))
    base2 = Self.splat(key.roundKey(2))
    base3 = Self.splat(key.roundKey(3))
    base4 = Self.splat(key.roundKey(4))
    base5 = Self.splat(key.roundKey(5))
    first = Self.splat(key.roundKey(6))
    second = Self.splat(key.roundKey(7))
    step = Self.splat((CallKey.step0, CallKey.step1))
  }

  /// The counters of sixteen elements from `element` on, which is even: word 0 of each.
  @inline(__always)
  func counters(ofSixteen element: Int, _ order: WordOrder) -> WordPair {
    let pair = UInt64(truncatingIfNeeded: element >> 1)
    return switch order {
    case .ascending: (counters(pair, stride: 1), counters(pair &+ 4, stride: 1))
    case .alternating: (counters(pair, stride: 2), counters(pair &+ 1, stride: 2))
    }
  }

  /// Those of four pairs of elements.
  @inline(__always)
  private func counters(_ pair: UInt64, stride: UInt64) -> lastbit_u64x8 {
    var block = lastbit_four_pairs(pair, stride, key.low, key.high)
    block = lastbit_aes_round_x4(block, base1)
    block = lastbit_aes_round_x4(block, base2)
    block = lastbit_aes_round_x4(block, base3)
    block = lastbit_aes_round_x4(block, base4)
    return lastbit_aes_round_x4(block, base5)
  }

  /// The words of eight elements at `counters`.
  @inline(__always)
  func words(_ counters: lastbit_u64x8) -> lastbit_u64x8 {
    lastbit_aes_round_x4(lastbit_aes_round_x4(counters, first), second)
  }

  /// The words of sixteen elements at `counters` that have grown.
  @inline(__always)
  func words(_ counters: WordPair, after growth: lastbit_u64x8) -> WordPair {
    (
      words(lastbit_add_u64x8(counters.0, growth)), words(lastbit_add_u64x8(counters.1, growth))
    )
  }

  /// What counters have grown by at word `index`.
  @inline(__always)
  func growth(_ index: Int) -> lastbit_u64x8 {
    let index = UInt64(truncatingIfNeeded: index)
    return Self.splat((index &* CallKey.step0, index &* CallKey.step1))
  }

  @inline(__always)
  private static func splat(_ key: (low: UInt64, high: UInt64)) -> lastbit_u64x8 {
    lastbit_u64x8(key.low, key.high, key.low, key.high, key.low, key.high, key.low, key.high)
  }
}

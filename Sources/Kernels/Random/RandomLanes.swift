internal import ArithmeticTypes
internal import CIntrinsics

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

  /// The counters of eight elements from `element` on, which is even: word 0 of each.
  @inline(__always)
  func counters(_ element: Int) -> lastbit_u64x8 {
    var block = lastbit_four_pairs(
      UInt64(truncatingIfNeeded: element >> 1), key.low, key.high)
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

  /// The words of sixteen elements from `element`, which is even, on.
  ///
  /// - Parameter growth: what counters have grown by.
  @inline(__always)
  func words(ofSixteen element: Int, _ growth: lastbit_u64x8) -> (lastbit_u64x8, lastbit_u64x8) {
    (
      words(lastbit_add_u64x8(counters(element), growth)),
      words(lastbit_add_u64x8(counters(element + 8), growth))
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

internal import CIntrinsics

/// The key of the random bits of one kernel call: 128 bits, expanded into round keys.
///
/// Keys form a tree: a job's seed gives the root, each fork and each kernel call a child, and
/// a kernel that works in several passes has a child of its call's key for each pass after the first.
/// A child is ten AES rounds over (purpose, index) under its parent's round keys, so that keys of
/// different seeds, forks and calls are unrelated.
package struct CallKey: Sendable, Equatable {
  /// What a child key is for.
  package enum Purpose: UInt64 {
    case call = 1
    case fork = 2
    case stream = 3
    case part = 4
  }

  /// Added to the first word of a counter at each step: ⌊2⁶⁴ / golden ratio⌋, odd.
  @inlinable @inline(__always) package static var step0: UInt64 { 0x9E37_79B9_7F4A_7C15 }
  /// Added to the second word at each step: ⌊2⁶⁴ (√3 − 1)⌋, made odd.
  @inlinable @inline(__always) package static var step1: UInt64 { 0xBB67_AE85_84CA_A73B }

  package let low: UInt64
  package let high: UInt64

  /// The root of a job's keys.
  package init(seed: UInt64) {
    self.init(low: seed, high: 0x6C61_7374_6269_7401)
  }

  package init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The key of the `index`-th fork, call or stream under this key.
  package func child(_ purpose: Purpose, _ index: UInt64) -> CallKey {
    let block = lastbit_aes_rounds(
      lastbit_block(low: index ^ low, high: purpose.rawValue ^ high),
      lastbit_block(low: low, high: high),
      lastbit_block(low: Self.step0, high: Self.step1), 10)
    return CallKey(low: block.low, high: block.high)
  }

  /// Round keys are a Weyl sequence from the key.
  @inlinable @inline(__always)
  package func roundKey(_ round: UInt64) -> (low: UInt64, high: UInt64) {
    (low &+ round &* Self.step0, high &+ round &* Self.step1)
  }
}

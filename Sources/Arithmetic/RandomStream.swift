internal import ArithmeticTypes

/// Random numbers by counter: number `index` depends on (key, stream, index) and nothing else.
///
/// For stages that draw random numbers of their own, noise for example: any element can be drawn
/// in any order, by any thread, on any CPU, and is the same. The bits come from the same generator
/// as the arithmetic's (see docs/arithmetic.md), under keys of their own.
public struct RandomStream: Sendable {
  private let key: CallKey
  private let kernels: any KernelSet

  /// The numbers of `stream` under `key`, as a rule a job's seed.
  public init(key: UInt64, stream: UInt64) {
    self.key = CallKey(seed: key).child(.stream, stream)
    self.kernels = Arithmetics.cpu.kernels
  }

  /// 64 random bits.
  public func word(_ index: UInt64) -> UInt64 {
    kernels.randomWord(key, element: index, index: 0)
  }

  /// A number uniform in (0, 1): one of the 2⁵² midpoints (k + ½) 2⁻⁵².
  public func uniform(_ index: UInt64) -> Double {
    (Double(word(index) >> 12) + 0.5) * 0x1p-52
  }

  /// A number of the standard normal distribution, by Box and Muller 1958; |z| < 8.6.
  ///
  /// Uses words of its own: `uniform(index)` and `normal(index)` are independent. The bits do not
  /// depend on the C library.
  public func normal(_ index: UInt64) -> Double {
    kernels.normal(key, element: index)
  }
}

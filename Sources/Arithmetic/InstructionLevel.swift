package import ArithmeticTypes

#if canImport(Glibc)
  internal import Glibc
#endif

/// The instructions that kernels use; results are the same bits at every level.
public enum InstructionLevel: String, Sendable, CaseIterable, Comparable {
  /// What every CPU of the architecture has (x86-64: SSE2, without fused multiply-add).
  case baseline
  /// x86-64 with AVX2, FMA and AES instructions (Haswell, 2013, and later).
  case avx2
  /// x86-64 with AVX-512 (F, BW, CD, DQ, VL, IFMA) and vector AES (Ice Lake, Zen 4, and later).
  case avx512
  /// All that the CPU has on which the program was built; such a build has no other level.
  case native

  public static func < (a: InstructionLevel, b: InstructionLevel) -> Bool { a.rank < b.rank }

  /// The levels that this CPU and this build have, the lowest first.
  public static let available: [InstructionLevel] = CompiledLevels.all.keys.sorted()

  /// The level in use: the highest available, or a lower one where `LASTBIT_CPU` names it.
  ///
  /// A level that the variable names but the CPU lacks is not used; see `Arithmetics.cpuWarning`.
  static let chosen: InstructionLevel = {
    let best = available.last ?? .baseline
    guard let wanted = requested.flatMap(InstructionLevel.init(rawValue:)) else { return best }
    return available.contains(wanted) ? wanted : best
  }()

  /// The value of `LASTBIT_CPU`, if it is set and not empty.
  static let requested: String? = {
    guard let value = getenv("LASTBIT_CPU"), value.pointee != 0 else { return nil }
    return String(cString: value)
  }()

  private var rank: Int {
    switch self {
    case .baseline: 0
    case .avx2: 1
    case .avx512: 2
    case .native: 3
    }
  }

  /// The kernels of a level that is available.
  package var kernels: any KernelSet {
    guard let kernels = CompiledLevels.all[self] else {
      preconditionFailure("no kernels were compiled for \(rawValue)")
    }
    return kernels
  }
}

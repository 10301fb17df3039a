package import ArithmeticTypes
internal import CIntrinsics
internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#endif
#if arch(x86_64) && !LASTBIT_NATIVE
  internal import KernelsAVX2
  internal import KernelsAVX512
#endif

/// The instructions that kernels use; results are the same bits at every level.
public enum InstructionLevel: String, Sendable, CaseIterable {
  /// What every CPU of the architecture has (x86-64: SSE2, without fused multiply-add).
  case baseline
  /// x86-64 with AVX2, FMA and AES instructions (Haswell, 2013, and later).
  case avx2
  /// x86-64 with AVX-512 (F, BW, CD, DQ, VL, IFMA) and vector AES (Ice Lake, Zen 4, and later).
  case avx512

  /// The levels that this CPU and this build have, the lowest first.
  public static let available: [InstructionLevel] = {
    #if arch(x86_64) && !LASTBIT_NATIVE
      let level = lastbit_instruction_level()
      return [.baseline, .avx2, .avx512].filter { $0.rank <= level }
    #else
      return [.baseline]
    #endif
  }()

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

  private var rank: Int32 {
    switch self {
    case .baseline: 0
    case .avx2: 1
    case .avx512: 2
    }
  }

  package var kernels: any KernelSet {
    #if arch(x86_64) && !LASTBIT_NATIVE
      switch self {
      case .baseline: Kernels.CompiledKernels()
      case .avx2: KernelsAVX2.CompiledKernels()
      case .avx512: KernelsAVX512.CompiledKernels()
      }
    #else
      Kernels.CompiledKernels()
    #endif
  }
}

internal import Arithmetic
internal import CIntrinsics
internal import Kernels

#if arch(x86_64) && LASTBIT_ALL_LEVELS
  internal import KernelsAVX2
  internal import KernelsAVX512
#endif

/// The kernels that this program was linked with.
public enum StandardKernels {
  /// Hands them to `Arithmetics`, before anything asks for one.
  ///
  /// - Returns: what is wrong where this CPU cannot run the only kernels that there are; nothing was
  ///   handed in then.
  public static func handIn() -> String? {
    #if arch(x86_64)
      LibraryKernels.choose()
    #endif
    #if arch(x86_64) && LASTBIT_ALL_LEVELS
      let levels: [InstructionLevel: any KernelSet] = [
        .baseline: Kernels.CompiledKernels(), .avx2: KernelsAVX2.CompiledKernels(),
        .avx512: KernelsAVX512.CompiledKernels(),
      ]
      let best: InstructionLevel = [.baseline, .avx2, .avx512][Int(lastbit_instruction_level())]
      CompiledLevels.handIn(levels.filter { $0.key <= best })
      return nil
    #else
      guard Kernels.CompiledKernels.compiledLevel <= Int(lastbit_instruction_level()) else {
        return "this lastbit was built for a CPU with more instructions than this one has; "
          + "build it here, or install one that runs on every CPU ('make install')"
      }
      CompiledLevels.handIn([.native: Kernels.CompiledKernels()])
      return nil
    #endif
  }
}

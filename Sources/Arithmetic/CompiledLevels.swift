internal import ArithmeticTypes
internal import Synchronization

/// The compiled kernels of this process, one set for each instruction level.
///
/// Nothing that computes imports them: the program that is composed of both hands them in, once,
/// before anything asks for an arithmetic.
package enum CompiledLevels {
  private static let given = Mutex<[InstructionLevel: any KernelSet]>([:])

  /// Hands in the kernels that the program was linked with.
  ///
  /// - Parameter levels: those that this CPU can run, at least one.
  package static func handIn(_ levels: [InstructionLevel: any KernelSet]) {
    given.withLock { $0 = levels }
  }

  /// What was handed in, as the first reader found it.
  static let all: [InstructionLevel: any KernelSet] = {
    let levels = given.withLock { $0 }
    precondition(!levels.isEmpty, "no kernels: call StandardKernels.handIn() first")
    return levels
  }()
}

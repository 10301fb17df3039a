import Beginning
import StandardKernels

/// Hands in the compiled kernels as the process of the tests, or a benchmark, starts.
@_cdecl("lastbit_tests_begin")
public func beginTests() {
  if let problem = StandardKernels.handIn() { fatalError(problem) }
}

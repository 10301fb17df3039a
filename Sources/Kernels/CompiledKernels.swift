package import ArithmeticTypes
internal import CIntrinsics

/// The kernels of this module: one folder of sources, compiled once for each instruction level.
package struct CompiledKernels: KernelSet {
  package init() {}

  /// What the CPU must have: 2 AVX-512 with vector AES and IFMA, 1 AVX2 with FMA and AES, 0 neither.
  package static var compiledLevel: Int { Int(lastbit_compiled_level()) }

  package var backends: [BackendDescription] {
    [
      IEEE.description, OpenBLAS.description, Float64.description, RandomRounding.description,
      StochasticRounding.description, UpDown.description, MonteCarlo.description,
    ] + DirectedRounding.descriptions + [ReducedPrecision.description, Cancellation.description]
  }

  package func randomWord(_ key: CallKey, element: UInt64, index: UInt64) -> UInt64 {
    var bits = ElementBits(key, element: Int(truncatingIfNeeded: element)).advanced(by: index)
    return bits.next()
  }

  package func randomWord(_ key: CallKey, place: UInt64) -> UInt64 {
    var bits = ElementBits(key, place: Int(truncatingIfNeeded: place))
    return bits.next()
  }

  package func normal(_ key: CallKey, element: UInt64) -> Double {
    let bits = ElementBits(key, element: Int(truncatingIfNeeded: element))
    return Elementary.normal(bits)
  }

  package func exponential(_ x: Double) -> Double { Elementary.exponential(x) }

  package func logarithm(_ x: Double) -> Double { Elementary.logarithm(x) }
}

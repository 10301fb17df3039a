import Arithmetic
import Testing

/// Counts by kernel and layer, and the kernels that made NaN and infinities.
@Suite struct KernelWatchTests {
  @Test func countsByKernelAddUpToThoseByKind() throws {
    for name in ["ieee", "random-rounding", "cancellation"] {
      let kernels = try arithmetic(name)
      _ = kernelResults(kernels, .binary32)
      let counts = kernels.operations
      #expect(Set(counts.kernels.keys.map(\.kernel)) == Set(Kernel.allCases))
      let sum = counts.kernels.values.reduce(KernelCounts(), +)
      #expect(sum.executed == counts.executed.values.reduce(0, +))
      #expect(sum.perturbed == counts.perturbed.values.reduce(0, +))
      #expect(counts.kernels[KernelPlace(.sum, in: "")]?.calls == 17)
      #expect(counts.nonFinite.isEmpty)
    }
  }

  private func tensor(_ format: RealFormat, _ values: [Double]) -> RealTensor {
    RealTensor(format, shape: [values.count], values)
  }

  @Test(arguments: RealFormat.allCases)
  func theFirstNaNFromFiniteNumbersIsNamed(_ format: RealFormat) throws {
    let kernels = try arithmetic("ieee")
    let many = [Double](repeating: 1, count: 40_000)
    _ = kernels.add(tensor(format, [.nan, 1]), 1)
    let level = kernels.layer("level1")
    let quotient = level.divide(tensor(format, many + [0]), tensor(format, many + [0]))
    _ = kernels.multiply(quotient, 2)
    _ = kernels.divide(tensor(format, [0]), 0)
    let found = kernels.operations.nonFinite
    #expect(found.nan == 4 && found.infinite == 0 && found.firstInfinity == nil)
    #expect(found.firstNaN?.description == "kernel 'divide' in layer 'level1', call 2")
  }

  @Test func theFirstInfinityIsNamed() throws {
    let kernels = try arithmetic("random-rounding")
    _ = kernels.logarithm(tensor(.binary32, [0]))
    let large = kernels.multiply(tensor(.binary32, [3e38, -3e38, 1]), 10)
    #expect(kernels.sum(large).isNaN)
    let found = kernels.operations.nonFinite
    #expect(found.infinite == 3 && found.nan == 1)
    // ∞ − ∞ had no finite numbers to make its NaN from.
    #expect(found.firstNaN == nil)
    #expect(found.firstInfinity?.description == "kernel 'logarithm', call 1")
  }

  @Test func scalarsCountAsInputs() throws {
    let kernels = try arithmetic("ieee")
    let volume = RealTensor(.binary32, shape: [2, 2, 2], [Double](repeating: 1, count: 8))
    let outside = RealTensor(.binary32, shape: [1, 3], [5, 5, 5])
    _ = kernels.sample(volume, at: outside, outside: .nan)
    #expect(kernels.operations.nonFinite.nan == 1 && kernels.operations.nonFinite.firstNaN == nil)
  }

  @Test func theOrderOfForksDoesNotDependOnTime() throws {
    let kernels = try arithmetic("ieee")
    let zero = tensor(.binary32, [0])
    for fork in [2, 1] { _ = kernels.fork(fork).divide(zero, zero) }
    #expect(
      kernels.operations.nonFinite.firstNaN?.description == "kernel 'divide', call 1 of fork 1")
  }

  @Test(arguments: RealFormat.allCases) func everyPositionIsSeen(_ format: RealFormat) throws {
    for (index, count) in [(0, 1), (6, 7), (16_383, 16_385), (16_384, 16_385), (99_999, 100_000)] {
      var values = [Double](repeating: -1e30, count: count)
      values[index] = -.infinity
      let kernels = try arithmetic("ieee")
      _ = kernels.multiply(tensor(format, values), 1)
      #expect(kernels.operations.nonFinite.infinite == 1)
    }
  }
}

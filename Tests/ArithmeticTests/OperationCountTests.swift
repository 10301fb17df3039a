import Arithmetic
import Testing

/// Counts of operations are those of the loops written out.
@Suite struct OperationCountTests {
  @Test func elementwiseKernelsCountElements() throws {
    let kernels = try arithmetic("random-rounding")
    let a = RealTensor(.binary32, shape: [10], [Double](repeating: 2, count: 10))
    _ = kernels.add(a, a)
    _ = kernels.subtract(a, a)
    _ = kernels.multiply(a, 3)
    _ = kernels.multiplyAdd(a, a, a)
    _ = kernels.squareRoot(a)
    let counts = kernels.operations
    #expect(counts.executed == ["add": 30, "multiply": 20, "squareRoot": 10])
    #expect(counts.perturbed == counts.executed)
  }

  @Test func contractionsCountSteps() throws {
    let a = RealTensor(.binary32, shape: [3, 4], [Double](repeating: 1, count: 12))
    let b = RealTensor(.binary32, shape: [4, 5], [Double](repeating: 1, count: 20))
    let random = try arithmetic("stochastic-rounding")
    _ = random.matrixProduct(a, b, transposeA: false, transposeB: false)
    #expect(random.operations.perturbed == ["add": 60, "multiply": 60])
    let ieee = try arithmetic("ieee")
    _ = ieee.matrixProduct(a, b, transposeA: false, transposeB: false)
    #expect(ieee.operations.executed == ["fma": 60] && ieee.operations.perturbed.isEmpty)
  }

  @Test func onlyPointsInsideCount() throws {
    let kernels = try arithmetic("random-rounding")
    let volume = RealTensor(.binary32, shape: [2, 2, 2], (0..<8).map(Double.init))
    let points = RealTensor(.binary32, shape: [2, 3], [0.5, 0.5, 0.5, 7, 7, 7])
    _ = kernels.sample(volume, at: points, outside: 0)
    #expect(kernels.operations.executed == ["add": 14, "multiply": 7])
  }

  @Test func forksCountForTheirParent() throws {
    let kernels = try arithmetic("ieee")
    let a = RealTensor(.binary32, shape: [4], [1, 2, 3, 4])
    _ = kernels.fork(0).add(a, a)
    #expect(kernels.operations.executed == ["add": 4])
  }

  @Test(arguments: KernelAgreementTests.cases)
  func everyKernelCountsItsPerturbations(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    _ = kernelResults(kernels, format)
    let counts = kernels.operations
    #expect(counts.executed.values.reduce(0, +) > 500_000)
    if name == "cancellation" {
      #expect(counts.perturbed == ["add": counts.executed["add"] ?? 0])
    } else if !["ieee", "openblas", "float64"].contains(name) {
      // Widening is exact, and counted as done but not as perturbed.
      #expect(counts.perturbed == counts.executed)
    } else {
      #expect(counts.perturbed.isEmpty)
    }
  }
}

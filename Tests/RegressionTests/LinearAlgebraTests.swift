import Foundation
import Support
import Testing

@testable import Regression

@Suite struct LinearAlgebraTests {
  /// A library that is older than the processor would take kernels of 2004.
  @Test func kernelsAreThoseOfTheProcessor() throws {
    let processor = (try? TextFile.read("/proc/cpuinfo")) ?? ""
    let environment = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    guard processor.contains(" avx2 "), environment == nil else { return }
    #expect(!LinearAlgebra.version.hasSuffix(" Prescott"))
  }

  /// Products of a matrix with itself, by whatever kernels.
  @Test func gramsAreProducts() throws {
    let matrix = Matrix(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix.gram == Matrix(rows: 2, columns: 2, values: [35, 0, 44, 56]))
    let factor = try #require(LinearAlgebra.Cholesky(matrix.gram))
    let solved = factor.solve([79, 100])
    #expect(agree(solved[0], 1, within: 1e-12) && agree(solved[1], 1, within: 1e-12))
    #expect(matrix.columnSums == [9, 12])
    #expect(matrix.columnSquares(around: [3, 4]) == [8, 8])
  }
}

import Arithmetic
import Testing

/// Every kernel under every backend and format, against plain loops in binary64.
@Suite struct KernelAgreementTests {
  static let cases = allBackends.flatMap { name in RealFormat.allCases.map { (name, $0) } }

  @Test(arguments: cases)
  func matrixProduct(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(3)
    for (m, n, depth) in [(5, 7, 9), (1, 1, 1), (16, 33, 40), (3, 2, 0)] {
      for (turnA, turnB) in [(false, false), (true, false), (false, true), (true, true)] {
        let a = source.tensor(format, turnA ? [depth, m] : [m, depth])
        let b = source.tensor(format, turnB ? [n, depth] : [depth, n])
        let (x, y) = (a.doubles, b.doubles)
        var expected = [Double](repeating: 0, count: m * n)
        for i in 0..<m {
          for j in 0..<n {
            for k in 0..<depth {
              expected[i * n + j] +=
                x[turnA ? k * m + i : i * depth + k] * y[turnB ? j * depth + k : k * n + j]
            }
          }
        }
        let result = kernels.matrixProduct(a, b, transposeA: turnA, transposeB: turnB)
        #expect(result.shape == [m, n] && result.format == format)
        #expect(error(result, expected) <= 4 * Double(depth + 1) * format.unit)
      }
    }
  }

  @Test(arguments: cases)
  func resampleByIdentityIsExact(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(4)
    let volume = source.tensor(format, [5, 6, 7])
    for interpolation in Interpolation.allCases {
      let result = kernels.resample(
        volume, by: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], shape: [5, 6, 7],
        interpolation: interpolation, outside: -9)
      #expect(result == volume)
    }
  }
}

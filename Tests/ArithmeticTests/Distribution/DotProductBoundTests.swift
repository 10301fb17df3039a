import Arithmetic
import Glibc
import Testing

/// Dot products of positive numbers stay within published bounds for stochastic rounding.
///
/// With a unit u = 2⁻²³ and n terms, at least 1 − λ of the relative errors fall below
/// √(((1 + u²)ⁿ − 1) / λ), which grows as √n u (Bienaymé and Chebyshev; El Arar et al. 2023),
/// and all below (1 + u)ⁿ − 1.
@Suite struct DotProductBoundTests {
  private static let columns = 100

  /// Positive operands and their product, which binary64 gives to 10⁻¹¹ of a binary32 gap.
  private func operands(_ n: Int) -> (a: RealTensor, b: RealTensor, exact: Double) {
    var source = OperandSource(seed: UInt64(n))
    let x = (0..<n).map { _ in Double(source.next() >> 41 | 1) * 0x1p-23 }
    let y = (0..<n).map { _ in Double(source.next() >> 41 | 1) * 0x1p-23 }
    let exact = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    return (
      RealTensor(.binary32, shape: [1, n], x), RealTensor(.binary32, shape: [n, 1], y), exact
    )
  }

  private func check(_ errors: [Double], terms n: Int, from least: Double) {
    let u = 0x1p-23
    let variance = expm1(Double(n) * log1p(u * u))
    for failure in [0.5, 0.1, 0.05] {
      let bound = (variance / failure).squareRoot()
      let beyond = errors.count { abs($0) > bound }
      #expect(Double(beyond) <= failure * Double(errors.count), "\(n) terms, λ = \(failure)")
    }
    #expect(errors.allSatisfy { abs($0) <= expm1(Double(n) * log1p(u)) })
    // Unbiased, and not quiet: a kernel that skips roundings would be.
    let moments = Moments(errors)
    #expect(abs(moments.mean) < 5 * moments.deviation / Double(errors.count).squareRoot())
    #expect(moments.deviation > least * variance.squareRoot())
  }

  @Test(arguments: [10, 100, 1000, 10_000, 50_000]) func matrixProduct(_ n: Int) throws {
    let arithmetic = try JudgedBackend.stochasticRounding.make(seed: 6)
    let (a, b, exact) = operands(n)
    let wide = b.doubles.flatMap { [Double](repeating: $0, count: Self.columns) }
    let results = arithmetic.matrixProduct(
      a, RealTensor(.binary32, shape: [n, Self.columns], wide), transposeA: false,
      transposeB: false)
    check(results.doubles.map { ($0 - exact) / exact }, terms: n, from: 0.1)
  }

  /// Sixteen lanes make shorter chains: smaller errors under the same bounds.
  @Test(arguments: [1000, 10_000, 50_000]) func dot(_ n: Int) throws {
    let arithmetic = try JudgedBackend.stochasticRounding.make(seed: 7)
    let (a, b, exact) = operands(n)
    let row = a.reshaped([n])
    let column = b.reshaped([n])
    let results = (0..<Self.columns).map { _ in arithmetic.dot(row, column) }
    check(results.map { ($0 - exact) / exact }, terms: n, from: 0.001)
  }
}

import Arithmetic
import Testing

/// Cholesky factors and singular values, under every backend and format.
@Suite struct FactorisationTests {
  static let cases = NetworkKernelTests.precise

  /// a · b, plain.
  private func product(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int) -> [Double] {
    (0..<m * n).map { at in
      (0..<k).reduce(0) { $0 + a[at / n * k + $1] * b[$1 * n + at % n] }
    }
  }

  private func transposed(_ a: [Double], _ m: Int, _ n: Int) -> [Double] {
    (0..<m * n).map { a[$0 % m * n + $0 / m] }
  }

  @Test(arguments: cases)
  func cholesky(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(51)
    for (n, m) in [(1, 1), (2, 3), (7, 1), (20, 4)] {
      // r rᵀ + n: well-conditioned.
      let r = source.tensor(format, [n, n]).doubles
      var entries = product(r, transposed(r, n, n), n, n, n)
      for i in 0..<n { entries[i * n + i] += Double(n) }
      let a = RealTensor(format, shape: [n, n], entries)
      let l = try #require(kernels.cholesky(a))
      let factor = l.doubles
      for i in 0..<n { for j in i + 1..<max(n, i + 1) { #expect(factor[i * n + j] == 0) } }
      let back = product(factor, transposed(factor, n, n), n, n, n)
      #expect(
        error(RealTensor(.binary64, shape: [n, n], back), a.doubles)
          <= Double(8 * n + 8) * format.unit(name))
      let x = source.tensor(format, [n, m]).doubles
      let sides = product(a.doubles, x, n, n, m)
      let solution = kernels.solve(
        cholesky: l, RealTensor(format, shape: [n, m], sides))
      #expect(solution.shape == [n, m])
      #expect(error(solution, x) <= Double(60 * n + 60) * format.unit(name))
    }
    let upperIsNotRead = RealTensor(format, shape: [2, 2], [4, .nan, 2, 10])
    #expect(kernels.cholesky(upperIsNotRead)?.doubles[1] == 0)
    for bad in [
      [-1, 0, 0, 1], [1, 2, 2, 1], [.nan, 0, 0, 1], [1, 0, .infinity, 1], [0, 0, 0, 0],
    ] {
      #expect(kernels.cholesky(RealTensor(format, shape: [2, 2], bad)) == nil, "\(bad)")
    }
  }

  @Test(arguments: cases)
  func singularValues(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    var source = Source(52)
    for (m, n) in [(1, 1), (5, 3), (3, 5), (12, 12), (30, 8), (4, 1), (1, 4)] {
      let a = source.tensor(format, [m, n])
      let k = min(m, n)
      let (u, s, v) = try #require(kernels.singularValues(a))
      #expect(u.shape == [m, k] && s.shape == [k] && v.shape == [n, k])
      let (left, values, right) = (u.doubles, s.doubles, v.doubles)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
      let scaled = (0..<m * k).map { left[$0] * values[$0 % k] }
      let back = product(scaled, transposed(right, n, k), m, k, n)
      let bound = 60 * Double(m + n) * unit
      #expect(error(RealTensor(.binary64, shape: [m, n], back), a.doubles) <= bound, "\(m) \(n)")
      for (vectors, rows) in [(left, m), (right, n)] {
        let gram = product(transposed(vectors, rows, k), vectors, k, rows, k)
        let identity = (0..<k * k).map { $0 / k == $0 % k ? 1.0 : 0 }
        #expect(
          error(RealTensor(.binary64, shape: [k, k], gram), identity) <= bound, "\(m) \(n)")
      }
    }
  }

  /// Singular values that are known: those of diag(3, 2, 0) turned, and extreme scales.
  @Test(arguments: RealFormat.allCases, ["ieee", "openblas", "stochastic-rounding"])
  func knownSingularValues(_ format: RealFormat, _ name: String) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    // Rank one: |(1, 2, 2)| · |(3, 4)| = 15.
    let one = RealTensor(format, shape: [3, 2], [3, 4, 6, 8, 6, 8])
    let (_, values, v) = try #require(kernels.singularValues(one))
    #expect(abs(values.doubles[0] - 15) <= 100 * unit && abs(values.doubles[1]) <= 100 * unit)
    #expect(abs(abs(v.doubles[0]) - 0.6) <= 20 * unit && abs(abs(v.doubles[2]) - 0.8) <= 20 * unit)
    let zero = RealTensor(format, shape: [3, 2], [Double](repeating: 0, count: 6))
    #expect(kernels.singularValues(zero)?.values.doubles == [0, 0])
    let large = format == .binary32 ? 0x1p126 : 0x1p1022
    for scale in [large, 1 / large] {
      let entries = [3, 4, 4, -3].map { $0 / 8 * scale }
      let result = kernels.singularValues(RealTensor(format, shape: [2, 2], entries))
      let ratios = try #require(result).values.doubles.map { $0 / scale }
      #expect(ratios.allSatisfy { abs($0 - 0.625) <= 20 * unit })
    }
    for bad in [Double.nan, .infinity] {
      let a = RealTensor(format, shape: [2, 2], [1, bad, 0, 1])
      #expect(kernels.singularValues(a) == nil)
    }
    #expect(kernels.singularValues(RealTensor(format, shape: [0, 3], []))?.v.shape == [3, 0])
  }

  /// Formats of few bits never meet the tolerance; the number of sweeps is bounded.
  @Test func coarseFormatsEnd() throws {
    let kernels = try Arithmetics.make(
      ArithmeticSpecification(name: "reduced", options: ["format": .text("fp8-e5m2")]), seed: 1,
      threads: 1)
    var source = Source(53)
    #expect(kernels.singularValues(source.tensor(.binary32, [12, 9])) != nil)
  }
}

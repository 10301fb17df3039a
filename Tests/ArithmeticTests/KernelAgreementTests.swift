import Arithmetic
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Every kernel under every backend and format, against plain loops in binary64.
@Suite struct KernelAgreementTests {
  static let cases = allBackends.flatMap { name in RealFormat.allCases.map { (name, $0) } }
  static let accurate = cases.filter { accurateBackends.contains($0.0) }

  @Test(arguments: accurate)
  func elementwise(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(2)
    let a = source.tensor(format, [3, 50], -4...4)
    let b = source.tensor(format, [3, 50], 1...3)
    let c = source.tensor(format, [3, 50], -4...4)
    let (x, y, z) = (a.doubles, b.doubles, c.doubles)
    let n = x.indices
    let results: [(RealTensor, [Double])] = [
      (kernels.add(a, c), n.map { x[$0] + z[$0] }),
      (kernels.subtract(a, c), n.map { x[$0] - z[$0] }),
      (kernels.multiply(a, c), n.map { x[$0] * z[$0] }),
      (kernels.divide(a, b), n.map { x[$0] / y[$0] }),
      (kernels.add(a, 0.5), n.map { x[$0] + 0.5 }),
      (kernels.multiply(a, 0.75), n.map { x[$0] * 0.75 }),
      (kernels.divide(a, 0.75), n.map { x[$0] / 0.75 }),
      (kernels.multiplyAdd(a, b, c), n.map { x[$0] * y[$0] + z[$0] }),
      (kernels.addScaled(c, a, by: 0.75), n.map { z[$0] + 0.75 * x[$0] }),
      (kernels.squareRoot(b), n.map { y[$0].squareRoot() }),
      (kernels.exponential(a), n.map { exp(x[$0]) }),
      (kernels.logarithm(b), n.map { log(y[$0]) }),
      (kernels.hyperbolicTangent(a), n.map { tanh(x[$0]) }),
      (kernels.errorFunction(a), n.map { erf(x[$0]) }),
      (kernels.elu(a, alpha: 0.75), n.map { x[$0] < 0 ? 0.75 * expm1(x[$0]) : x[$0] }),
      (kernels.sine(a), n.map { sin(x[$0]) }),
      (kernels.cosine(a), n.map { cos(x[$0]) }),
      (kernels.power(b, c), n.map { pow(y[$0], z[$0]) }),
      (kernels.power(b, 0.375), n.map { pow(y[$0], 0.375) }),
    ]
    for (index, (result, expected)) in results.enumerated() {
      #expect(result.shape == [3, 50] && result.format == format)
      #expect(error(result, expected) <= 5 * format.unit(name), "kernel \(index)")
    }
    let wide = source.tensor(.binary64, [40])
    let narrow = kernels.convert(wide, to: .binary32)
    #expect(error(narrow, wide.doubles) <= 2 * RealFormat.binary32.unit(name))
    #expect(kernels.convert(a, to: .binary64).doubles == x)
  }

  @Test(arguments: accurate)
  func reductions(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(5)
    for count in [0, 1, 15, 17, 4096, 10_001] {
      let a = source.tensor(format, [count], 0...1)
      let b = source.tensor(format, [count], 0...1)
      let sum = a.doubles.reduce(0, +)
      let dot = zip(a.doubles, b.doubles).map { $0 * $1 }.reduce(0, +)
      // At most 256 + 16 + 3 roundings stand in a row.
      #expect(abs(kernels.sum(a) - sum) <= 300 * format.unit(name) * sum)
      if count > 1 {
        let mean = sum / Double(count)
        let squares = a.doubles.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(abs(kernels.mean(a) - mean) <= 300 * format.unit(name) * mean)
        for correction in [0, 1] {
          let moments = kernels.moments(a, correction: correction)
          let variance = squares / Double(count - correction)
          #expect(abs(moments.mean - mean) <= 300 * format.unit(name) * mean)
          #expect(abs(moments.variance - variance) <= 1000 * format.unit(name) * variance)
        }
      }
      let extrema = kernels.extrema(a)
      #expect(count == 0 ? extrema.least.isNaN : extrema.least == a.doubles.min())
      #expect(count == 0 ? extrema.greatest.isNaN : extrema.greatest == a.doubles.max())
      #expect(abs(kernels.dot(a, b) - dot) <= 600 * format.unit(name) * dot)
    }
  }

  @Test(arguments: RealFormat.allCases)
  func extremaOfDifficultNumbers(_ format: RealFormat) throws {
    let kernels = try arithmetic("ieee", threads: 2)
    var values = [Double](repeating: 1, count: 100_000)
    values[77_777] = -.infinity
    values[3] = .infinity
    var extrema = kernels.extrema(RealTensor(format, shape: [100_000], values))
    #expect(extrema.least == -.infinity && extrema.greatest == .infinity)
    for place in [0, 17, 50_000, 99_999] {
      values[place] = .nan
      extrema = kernels.extrema(RealTensor(format, shape: [100_000], values))
      #expect(extrema.least.isNaN && extrema.greatest.isNaN)
      values[place] = 0
    }
    #expect(kernels.mean(RealTensor(format, shape: [0], [])).isNaN)
    #expect(kernels.moments(RealTensor(format, shape: [1], [2]), correction: 1).variance.isNaN)
  }

  @Test(arguments: accurate)
  func matrixProduct(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(3)
    for (m, n, depth) in [(5, 7, 9), (1, 1, 1), (16, 33, 40), (3, 2, 0), (0, 2, 3)] {
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
        #expect(error(result, expected) <= 4 * Double(depth + 1) * format.unit(name))
      }
    }
  }

  /// The products of a stack are those of its matrices; on the left they may as well be one matrix.
  @Test(arguments: accurate)
  func matrixProductOfStacks(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name, threads: 2)
    var source = Source(4)
    for (stack, m, n, depth) in [
      ([3], 5, 7, 9), ([2, 3], 4, 18, 70), ([4], 3, 2, 0), ([0], 2, 3, 4), ([2], 200, 3, 5),
    ] {
      let items = stack.reduce(1, *)
      for (turnA, turnB) in [(false, false), (true, false), (false, true), (true, true)] {
        let a = source.tensor(format, stack + (turnA ? [depth, m] : [m, depth]))
        let b = source.tensor(format, stack + (turnB ? [n, depth] : [depth, n]))
        let (x, y) = (a.doubles, b.doubles)
        let expected = (0..<items * m * n).map { at in
          let (item, i, j) = (at / (m * n), at / n % m, at % n)
          return (0..<depth).reduce(0.0) { sum, k in
            sum + x[item * m * depth + (turnA ? k * m + i : i * depth + k)]
              * y[item * n * depth + (turnB ? j * depth + k : k * n + j)]
          }
        }
        let result = kernels.matrixProduct(a, b, transposeA: turnA, transposeB: turnB)
        #expect(result.shape == stack + [m, n] && result.format == format)
        #expect(error(result, expected) <= 4 * Double(depth + 1) * format.unit(name))
      }
    }
    guard name != "openblas" else { return }
    let (rows, right) = (source.tensor(format, [4, 6, 50]), source.tensor(format, [50, 9]))
    let copies = RealTensor(format, shape: [4, 50, 9], (0..<4).flatMap { _ in right.doubles })
    let stacked = try arithmetic(name, seed: 3).matrixProduct(
      rows, copies, transposeA: false, transposeB: false)
    let flat = try arithmetic(name, seed: 3).matrixProduct(
      rows.reshaped([24, 50]), right, transposeA: false, transposeB: false)
    #expect(stacked.doubles == flat.doubles)
  }

  @Test(arguments: accurate)
  func solve(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(6)
    for (n, m) in [(1, 1), (4, 1), (9, 3)] {
      var entries = source.tensor(format, [n, n]).doubles
      for i in 0..<n { entries[i * n + i] += 3 }
      // A zero in the first place makes the exchange of rows necessary.
      if n > 1 { entries[0] = 0 }
      let a = RealTensor(format, shape: [n, n], entries)
      let x = source.tensor(format, [n, m]).doubles
      var side = [Double](repeating: 0, count: n * m)
      for i in 0..<n {
        for j in 0..<m {
          for k in 0..<n { side[i * m + j] += a.doubles[i * n + k] * x[k * m + j] }
        }
      }
      let result = try #require(kernels.solve(a, RealTensor(format, shape: [n, m], side)))
      #expect(error(result, x) <= max(2000 * format.unit(name), name == "reduced" ? 0.5 : 0))
    }
    let singular = RealTensor(format, shape: [2, 2], [1, 2, 2, 4])
    let side = RealTensor(format, shape: [2, 1], [1, 1])
    // Up-down moves exact results too, so that nothing stays singular.
    #expect(name == "up-down" || kernels.solve(singular, side) == nil)
    #expect(kernels.solve(RealTensor(format, shape: [2, 2], [.nan, 2, 2, 4]), side) == nil)
  }
}

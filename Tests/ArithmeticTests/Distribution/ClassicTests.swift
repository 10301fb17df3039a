import Arithmetic
import Testing

/// Computations whose behaviour under perturbation is known from the literature.
///
/// Samples are elements of a tensor: one kernel call advances them all.
@Suite struct ClassicTests {
  /// One number in every sample.
  private func all(_ value: Double, _ count: Int, _ format: RealFormat = .binary64) -> RealTensor {
    RealTensor(format, shape: [count], [Double](repeating: value, count: count))
  }

  // MARK: The harmonic series to 2²² terms in binary32; exactly 15.826450…

  /// Sums in ascending order, one for each sample, of reciprocals rounded by the backend too.
  ///
  /// A matrix product with a row of ones adds down the columns, term by term, for its products are
  /// exact; the first row of each block is the sums so far.
  private func harmonicSums(_ arithmetic: any Arithmetic, samples: Int) -> [Double] {
    let block = 1 << 15
    let row = RealTensor.binary32(Tensor(shape: [1, block + 1], repeating: 1))
    let ones = RealTensor.binary32(Tensor(shape: [block, samples], repeating: 1))
    var sums = [Float](repeating: 0, count: samples)
    for start in stride(from: 1, through: 1 << 22, by: block) {
      let denominators = (0..<block * samples).map { Float(start + $0 / samples) }
      let terms = arithmetic.divide(
        ones, .binary32(Tensor(shape: [block, samples], values: denominators)))
      guard case .binary32(let reciprocals) = terms else { return [] }
      let column = Tensor(shape: [block + 1, samples], values: sums + reciprocals.values)
      let result = arithmetic.matrixProduct(
        row, .binary32(column), transposeA: false, transposeB: false)
      sums = result.doubles.map { Float($0) }
    }
    return sums.map { Double($0) }
  }

  @Test func harmonicSumStagnatesToNearest() throws {
    let sums = harmonicSums(try JudgedBackend.ieee.make(seed: 1), samples: 1)
    #expect(sums == [Double(Float(15.403683))])
  }

  /// Odds and gaps give a standard deviation of 0.0009.
  @Test func harmonicSumIsUnbiasedUnderStochasticRounding() throws {
    let sums = harmonicSums(try JudgedBackend.stochasticRounding.make(seed: 1), samples: 8)
    #expect(sums.allSatisfy { abs($0 - 15.82645) < 0.0045 })
    #expect(abs(Moments(sums).mean - 15.82645) < 5 * 0.0009 / 8.0.squareRoot())
    #expect((0.0002...0.002).contains(Moments(sums).deviation))
  }

  /// Terms below half a gap go up as often as down: a bias of the definition, not a defect.
  ///
  /// A plain loop in C with the same rule gave 16.0348 ± 0.0018 over 18 runs.
  @Test func harmonicSumIsBiasedUnderRandomRounding() throws {
    let sums = harmonicSums(try JudgedBackend.randomRounding.make(seed: 1), samples: 8)
    #expect(sums.allSatisfy { abs($0 - 16.0348) < 0.009 })
    #expect(abs(Moments(sums).mean - 16.0348) < 0.004)
    #expect((0.0004...0.005).contains(Moments(sums).deviation))
  }

  // MARK: Rump 1988, f(77617, 33096) = −0.8273960599…, binary64

  private func rump(_ k: any Arithmetic, samples n: Int) -> [Double] {
    let (a, b) = (all(77617, n), all(33096, n))
    let (a2, b2) = (k.multiply(a, a), k.multiply(b, b))
    let b4 = k.multiply(b2, b2)
    let (b6, b8) = (k.multiply(b4, b2), k.multiply(b4, b4))
    var inner = k.multiply(k.multiply(all(11, n), a2), b2)
    inner = k.subtract(inner, b6)
    inner = k.subtract(inner, k.multiply(all(121, n), b4))
    inner = k.subtract(inner, all(2, n))
    var sum = k.add(k.multiply(all(333.75, n), b6), k.multiply(a2, inner))
    sum = k.add(sum, k.multiply(all(5.5, n), b8))
    return k.add(sum, k.divide(a, k.multiply(all(2, n), b))).doubles
  }

  @Test func rumpToNearestIsFarOff() throws {
    let value = rump(try JudgedBackend.ieee.make(seed: 1), samples: 1)[0]
    #expect(abs(value + 1.180591620717411e21) < 1e6)
  }

  @Test(arguments: JudgedBackend.random) func rumpHasNoDigits(_ backend: JudgedBackend) throws {
    let values = rump(try backend.make(seed: 2), samples: 200)
    let unit = 1.180591620717411e21
    // A handful of multiples of 2⁷⁰ (in 20,000 samples by exact rationals −5 to 4), and the small
    // term alone.
    for value in values {
      let multiple = (value / unit).rounded()
      #expect(abs(multiple) <= 5 && abs(value - multiple * unit) < unit * 1e-6)
    }
    #expect(values.contains { $0 < -1e20 } && values.contains { $0 > 1e20 })
    #expect(values.contains { abs($0 - 1.1726039400531787) < 1e-12 })
    let moments = Moments(values)
    #expect(moments.deviation > abs(moments.mean))
  }

  // MARK: Muller's recurrence, whose limit is 6 and never seen

  @Test(arguments: JudgedBackend.nearest + JudgedBackend.random)
  func mullerGoesToAHundredInEverySample(_ backend: JudgedBackend) throws {
    let (k, n) = (try backend.make(seed: 3), 100)
    var (u, v) = (all(2, n), all(-4, n))
    for _ in 0..<30 {
      let quotient = k.divide(all(1130, n), v)
      let correction = k.divide(all(3000, n), k.multiply(v, u))
      (u, v) = (v, k.add(k.subtract(all(111, n), quotient), correction))
    }
    #expect(v.doubles.allSatisfy { abs($0 - 100) < 1e-6 })
  }

  // MARK: Kahan's 2 × 2 system by Cramer's rule; x = 2

  private func cramer(_ k: any Arithmetic, samples n: Int) -> [Double] {
    func determinant(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> RealTensor {
      k.subtract(k.multiply(all(a, n), all(d, n)), k.multiply(all(b, n), all(c, n)))
    }
    return k.divide(
      determinant(0.144, 0.1441, 0.8642, 0.8648), determinant(0.2161, 0.1441, 1.2969, 0.8648)
    ).doubles
  }

  @Test func cramerToNearest() throws {
    let value = cramer(try JudgedBackend.ieee.make(seed: 1), samples: 1)[0]
    #expect(abs(value - 1.9999999958) < 1e-10)
  }

  @Test(arguments: JudgedBackend.random) func cramerHasEightDigits(_ backend: JudgedBackend) throws
  {
    let values = cramer(try backend.make(seed: 4), samples: 400)
    #expect(values.allSatisfy { abs($0 - 2) < 3e-8 })
    #expect((7.5...9).contains(Moments(values).digits))
  }

  // MARK: Parker's quadratic 7169 x² − 8686 x + 2631

  @Test(arguments: JudgedBackend.nearest + JudgedBackend.random) func parkersRootIsStable(
    _ backend: JudgedBackend
  ) throws {
    let (k, n) = (try backend.make(seed: 5), 400)
    let (a, b, c) = (all(7169, n), all(-8686, n), all(2631, n))
    let discriminant = k.subtract(
      k.multiply(b, b), k.multiply(all(4, n), k.multiply(a, c)))
    let root = k.divide(
      k.subtract(k.squareRoot(discriminant), b), k.multiply(all(2, n), a)
    ).doubles
    #expect(root.allSatisfy { abs($0 - 0.606243866321686) < 5e-16 })
    let digits = Moments(root).digits
    if backend.rounding == .nearest {
      #expect(digits == .infinity)
    } else {
      #expect((15...16.5).contains(digits))
    }
  }
}

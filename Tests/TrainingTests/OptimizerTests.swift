import Arithmetic
import Support
import Testing

@testable import Training

/// Optimizers against PyTorch's definitions, written out in binary64 (and what they gave, where that is
/// known).
@Suite struct OptimizerTests {
  private let arithmetic: any Arithmetic

  init() throws {
    arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 1)
  }

  private func vector(_ values: [Double]) -> RealTensor {
    RealTensor(.binary64, shape: [values.count], values)
  }

  /// Three steps with the gradients 2 p.
  private func steps(_ optimizer: any Optimizer, rate: Double) -> [Double] {
    var p = vector([1, -0.5, 3])
    var slots = type(of: optimizer).slots.map { _ in vector([0, 0, 0]) }
    for step in 1...3 {
      let gradient = vector(p.doubles.map { 2 * $0 })
      (p, slots) = optimizer.update(
        p, gradient: gradient, slots: slots, step: step, rate: rate, arithmetic)
    }
    return p.doubles
  }

  private func expect(_ found: [Double], _ right: (Double) -> Double) {
    for (own, start) in zip(found, [1, -0.5, 3]) {
      #expect(abs(own - right(start)) < 1e-14, "\(own), \(right(start))")
    }
  }

  private func adam(_ start: Double, rate: Double, decay: Double, decoupled: Bool) -> Double {
    var (p, m, v) = (start, 0.0, 0.0)
    var (power1, power2) = (1.0, 1.0)
    for _ in 1...3 {
      var g = 2 * p
      if decoupled { p *= 1 - rate * decay } else { g += decay * p }
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      power1 *= 0.9
      power2 *= 0.999
      p -= rate * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-8)
    }
    return p
  }

  @Test func adamWDecaysApart() {
    expect(steps(AdamW(decay: 0.1), rate: 0.05)) {
      adam($0, rate: 0.05, decay: 0.1, decoupled: true)
    }
  }

  @Test func adamDecaysByItsGradient() {
    expect(steps(Adam(decay: 0.1), rate: 0.05)) {
      adam($0, rate: 0.05, decay: 0.1, decoupled: false)
    }
  }

  @Test func descentHasMomentum() {
    expect(steps(SGD(momentum: 0.9, decay: 0.1), rate: 0.05)) { start in
      var (p, b) = (start, 0.0)
      for step in 1...3 {
        let g = 2 * p + 0.1 * p
        b = step == 1 ? g : 0.9 * b + g
        p -= 0.05 * b
      }
      return p
    }
  }

  @Test func adadeltaTakesStepsLikeThoseBefore() {
    expect(steps(Adadelta(), rate: 1)) { start in
      var (p, s, a) = (start, 0.0, 0.0)
      for _ in 1...3 {
        let g = 2 * p
        s = 0.9 * s + 0.1 * g * g
        let d = (a + 1e-6).squareRoot() / (s + 1e-6).squareRoot() * g
        a = 0.9 * a + 0.1 * d * d
        p -= d
      }
      return p
    }
  }

  @Test func ratesFollowTheirSchedules() {
    #expect(ConstantSchedule().rate(0.1, after: 7.3) == 0.1)
    let step = StepSchedule(every: 2, factor: 0.5)
    #expect([0, 1.9, 2, 4].map { step.rate(1, after: $0) } == [1, 1, 0.5, 0.25])
    let cosine = CosineWarmRestarts(first: 10, growth: 2, least: 1e-4)
    #expect(cosine.rate(0.01, after: 0) == 0.01)
    #expect(abs(cosine.rate(0.01, after: 5) - 0.00505) < 1e-15)
    // PyTorch's CosineAnnealingWarmRestarts(T_0=10, T_mult=2, eta_min=1e-4) at 2.5 and 12.5.
    #expect(abs(cosine.rate(0.01, after: 2.5) - 0.008550178566873416) < 1e-15)
    #expect(cosine.rate(0.01, after: 10) == 0.01 && cosine.rate(0.01, after: 30) == 0.01)
    #expect(abs(cosine.rate(0.01, after: 20) - 0.00505) < 1e-15)
  }
}

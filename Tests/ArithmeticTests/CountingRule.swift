import Arithmetic
import Synchronization

@testable import Kernels

/// Rounding to nearest that notes every operation that a kernel really does.
struct CountingRule<Real: RealNumber>: RoundingRule {
  typealias Bits = NoBits
  typealias Factor = Real

  static var perturbs: Bool { false }
  var fusesAccumulation: Bool { true }

  let log: OperationLog
  private let nearest = NearestRounding<Real>()

  init(_ log: OperationLog) { self.log = log }

  func add(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real {
    log.note("add")
    return a + b
  }

  func multiply(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real {
    log.note("multiply")
    return a * b
  }

  func divide(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real {
    log.note("divide")
    return a / b
  }

  func squareRoot(_ a: Real, _ bits: inout NoBits) -> Real {
    log.note("squareRoot")
    return a.squareRoot()
  }

  func multiplyAdd(_ a: Real, _ b: Real, _ c: Real, _ bits: inout NoBits) -> Real {
    log.note("multiply")
    log.note("add")
    return a * b + c
  }

  func accumulate(_ sum: Real, _ a: Real, _ b: Real, _ bits: inout NoBits) -> Real {
    log.note("fma")
    return Real.fused(sum, a, b)
  }

  func contract(_ tile: Tile<Real>, _ magnitudes: Magnitudes) { contractByElement(tile) }

  func round(_ value: WideValue, _ bits: inout NoBits) -> Real {
    log.note("function")
    return nearest.round(value, &bits)
  }
}

/// The kernels under `CountingRule`.
struct CountingBackend: Backend {
  let specification = ArithmeticSpecification(name: "ieee")
  let rule32: CountingRule<Float>
  let rule64: CountingRule<Double>
  var session: Session
  let log = OperationLog()

  init(threads: Int) {
    (rule32, rule64) = (CountingRule(log), CountingRule(log))
    session = Session(seed: 1, threads: threads)
  }
}

/// Operations by kind; elementary functions are one kind.
final class OperationLog: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  var all: [String: Int] { counts.withLock { $0 } }

  func note(_ kind: String) { counts.withLock { $0[kind, default: 0] += 1 } }
}

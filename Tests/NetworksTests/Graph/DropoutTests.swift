import Arithmetic
import Testing

@testable import Networks

/// Dropout in training, and outside of it.
@Suite struct DropoutTests {
  private func network(_ part: Double) throws -> Network {
    var nodes = NetworkBuilder()
    let x = nodes.input("x", .float32, [.named("n"), .named("m")])
    let dropped = nodes.dropout(x, part)
    return try nodes.network([dropped])
  }

  private func arithmetic(_ threads: Int) throws -> any Arithmetic {
    try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: threads)
  }

  private let ones = RealTensor(
    .binary64, shape: [200, 300], [Double](repeating: 1, count: 60_000))

  /// Outputs and the gradients of their sum times 2.
  private func step(_ stream: UInt64?, threads: Int = 1) throws -> (out: [Double], slope: [Double])
  {
    let plan = try NetworkPlan(
      network(0.25), shapes: [[200, 300]], isTraining: true, format: .binary64)
    let found = try plan.gradients(
      of: ["x"], [.real(ones)], arithmetic(threads),
      random: stream.map { RandomStream(key: 5, stream: $0) }
    ) { _ in [RealTensor(.binary64, shape: [200, 300], [Double](repeating: 2, count: 60_000))] }
    guard case .real(let out)? = found.outputs.first else { return ([], []) }
    return (out.doubles, found.gradients["x"]?.doubles ?? [])
  }

  @Test func dropsThePartThatIsAskedForOnBothWays() throws {
    let (out, slope) = try step(1)
    let kept = out.count { $0 != 0 }
    // Four deviations of a binomial of 60,000.
    #expect(abs(Double(kept) / 60_000 - 0.75) < 4 * (0.1875 / 60_000).squareRoot())
    #expect(out.allSatisfy { $0 == 0 || $0 == 1 / 0.75 })
    #expect(slope == out.map { 2 * $0 })
    #expect(try step(1, threads: 2).out == out)
    #expect(try step(2).out != out)
  }

  @Test func isNothingOutsideTraining() throws {
    let plan = try NetworkPlan(network(0.25), shapes: [[200, 300]], format: .binary64)
    #expect(try plan.apply(to: [ones], arithmetic(1)) == ones)
    #expect(try network(0).nodes.isEmpty)
  }

  @Test func saysWhatIsMissing() throws {
    do {
      _ = try step(nil)
      Issue.record("no error")
    } catch let error as ModelError {
      #expect(
        error.message.hasSuffix(
          "it draws random numbers in training, and there is no stream of them"), "\(error)")
    }
    #expect(throws: ModelError.self) {
      try NetworkPlan(network(1), shapes: [[2, 3]], isTraining: true, format: .binary64)
    }
  }
}

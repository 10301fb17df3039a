import Arithmetic
import Testing

@testable import PipelineKit

/// What a job says of its kernels: coverage, NaN and infinities.
@Suite struct KernelReportTests {
  private func specification(
    _ only: [String], name: String = "random-rounding"
  ) -> ArithmeticSpecification {
    ArithmeticSpecification(name: name, options: ["only": .list(only)])
  }

  @Test func aScopeThatMeetsNothingNamesWhatRan() async throws {
    var graph = TestGraph()
    graph.add("s", kind: ThirdsStage.self, arithmetic: specification(["matmul", "inner:sum"]))
    let summary = try await graph.run()
    #expect(
      summary.failures.map(\.cause) == [
        "it ran under 'random-rounding{multiply-add=separate,only=[inner:sum,matmul],"
          + "probability=1.0}', but not one of its floating-point operations was perturbed: the job "
          + "ran the kernels divide, sum in the layers thirds"
      ])
  }

  @Test func deterministicPerturbationsMustPerturbToo() async throws {
    var graph = TestGraph()
    graph.add("a", kind: ThirdsStage.self, arithmetic: specification(["solve"], name: "upward"))
    graph.add(
      "b", kind: ThirdsStage.self, ["count": 0],
      arithmetic: ArithmeticSpecification(name: "toward-zero"))
    let summary = try await graph.run(.init(cores: 1, keepGoing: true))
    #expect(summary.failures.count == 2 && summary.done == 0)
    #expect(summary.failures.last?.cause.hasSuffix(": give the stage 'ieee'") == true)
  }

  @Test func namesWithoutAKernelAreLogged() async throws {
    var graph = TestGraph()
    let job = graph.add("s", kind: ThirdsStage.self, arithmetic: specification(["sum", "matmul"]))
    #expect(try await graph.run().done == 1)
    let provenance = try provenance(of: job, in: graph)
    #expect(
      provenance["log"]?.text == "warning: the scope names 'matmul', but the job ran the kernels "
        + "divide, sum in the layers thirds")
    #expect(
      provenance["operations"]?["kernels"] == [
        "top:sum": ["calls": 1, "executed": 115, "perturbed": 115],
        "thirds:divide": ["calls": 1, "executed": 100, "perturbed": 0],
      ])
    #expect(
      OperationCounts.kernelCounts(try #require(provenance["operations"])) == [
        KernelPlace(.divide, in: "thirds"): KernelCounts(calls: 1, executed: 100),
        KernelPlace(.sum, in: ""): KernelCounts(calls: 1, executed: 115, perturbed: 115),
      ])
  }

  @Test func theFirstNaNIsInLogAndProvenance() async throws {
    var graph = TestGraph()
    let job = graph.add(
      "s", kind: ThirdsStage.self, ["numerator": 0, "divisor": 0], arithmetic: .ieee)
    #expect(try await graph.run().done == 1)
    let provenance = try provenance(of: job, in: graph)
    #expect(
      provenance["log"]?.text == "results of kernels: 101 NaN, 0 infinite\n"
        + "the first NaN from finite numbers: kernel 'divide' in layer 'thirds', call 1")
    #expect(provenance["operations"]?["nan"] == 101)
    #expect(
      provenance["operations"]?["first_nan"]?.text == "kernel 'divide' in layer 'thirds', call 1")
    #expect(provenance["operations"]?["first_infinity"] == .null)
  }

  /// A stage that fails in a world of NaN is not believed alone.
  @Test func aFailureNamesTheArithmeticAndTheKernel() async throws {
    var graph = TestGraph()
    let zero: [String: Value] = ["numerator": 0, "divisor": 0, "strict": true]
    let ten: [String: Value] = ["count": 30, "strict": true]
    let random = ArithmeticSpecification(name: "random-rounding")
    graph.add("a", kind: ThirdsStage.self, zero, arithmetic: random)
    graph.add("b", kind: ThirdsStage.self, zero, arithmetic: .ieee)
    graph.add("c", kind: ThirdsStage.self, ten, arithmetic: random)
    graph.add("d", kind: ThirdsStage.self, ten, arithmetic: .ieee)
    let huge: [String: Value] = ["numerator": 1e30, "divisor": 1e-30, "strict": true]
    graph.add("e", kind: ThirdsStage.self, huge, arithmetic: random)
    let failures = try await graph.run(.init(cores: 1, keepGoing: true)).failures
    let call = "kernel 'divide' in layer 'thirds', call 1"
    #expect(
      failures.map(\.cause) == [
        "under 'random-rounding' its numbers broke down: \(call), gave the first NaN from finite "
          + "numbers; then the stage said: the sum is bad",
        "the sum is bad; before that, \(call), gave the first NaN from finite numbers",
        "the sum is bad; it ran under 'random-rounding', so see whether it works under 'ieee' "
          + "before you look at its inputs", "the sum is bad",
        "under 'random-rounding' its numbers broke down: \(call), gave the first infinity from "
          + "finite numbers; then the stage said: the sum is bad",
      ])
    #expect(failures[0].breakdown?.call == call && failures[0].breakdown?.result == "NaN")
    #expect(failures[3].breakdown == nil)
  }

  private func provenance(of job: Int, in graph: TestGraph) throws -> Value {
    let store = try graph.store()
    guard case .cached(let key) = Planner(graph.experiment(store)).plan().jobs[job].state else {
      throw StageError("the job is not done")
    }
    return .map(try store.provenance(of: key))
  }
}

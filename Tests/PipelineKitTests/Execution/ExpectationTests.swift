import Arithmetic
import Testing

@testable import PipelineKit

/// Bounds on the columns of tables.
struct ExpectationTests {
  private func graph(
    _ bounds: (minimum: Double?, maximum: Double?), column: String = "sum", stops: Bool = true
  ) -> TestGraph {
    var graph = TestGraph()
    graph.add("thirds", kind: ThirdsStage.self, ["count": 3], arithmetic: .ieee)
    graph.add("after", kind: LineageStage.self, from: [0])
    graph.jobs[0].expectations = [
      Expectation(
        port: "out", column: column, minimum: bounds.minimum, maximum: bounds.maximum,
        mark: graph.jobs[0].mark)
    ]
    graph.jobs[0].stopsWhenUnmet = stops
    return graph
  }

  @Test func whatHoldsIsPassedOn() async throws {
    let summary = try await graph((0.5, 1.5)).run()
    #expect(summary.done == 2 && summary.failures.isEmpty)
  }

  @Test func whatDoesNotHoldFailsTheJobAndKeepsTheResult() async throws {
    var graph = graph((2, nil))
    let summary = try await graph.run()
    #expect(summary.failures.map(\.stage) == ["thirds"] && summary.skipped == 1)
    let cause = try #require(summary.failures.first?.cause)
    #expect(cause == "'sum' of 'out' is 1.0 in row 1, and 'expect' wants at least 2.0")
    // Bounds are no part of the key.
    graph.jobs[0].expectations[0].minimum = 0.9
    let later = try await graph.run()
    #expect(later.cached == 1 && later.done == 1 && later.failures.isEmpty)
    // Nor does the store make a bad result good.
    graph.jobs[0].expectations[0].minimum = 3
    #expect(try await graph.run().failures.count == 1)
  }

  @Test func aWarningIsAllWhereItSaysSo() async throws {
    let events = EventLog()
    let summary = try await graph((nil, 0.5), stops: false).run(events: events.sink)
    #expect(summary.done == 2 && summary.failures.isEmpty)
    let warnings = events.all.compactMap { event in
      if case .warning(_, let sentence) = event { sentence } else { nil }
    }
    #expect(warnings == ["'sum' of 'out' is 1.0 in row 1, and 'expect' wants at most 0.5"])
  }

  @Test func aColumnThatIsNotThereIsTold() async throws {
    let summary = try await graph((0, 1), column: "mean").run()
    #expect(summary.failures.first?.cause.contains("its columns are sum") == true)
  }

  @Test func theManifestIsChecked() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii", "b.nii")
    func problems(_ expect: String) throws -> String {
      try workspace.problems(
        """
        lastbit: 1
        sources: {t1: {glob: "*.nii", axis: subject}}
        stages:
          p: {uses: test/pairs, in: {samples: t1}, over: subject, expect: \(expect)}
        """)
    }
    #expect(try problems("{summary: {mean: {minimum: 0.5, maximum: 2}}, otherwise: warn}") == "")
    #expect(try problems("{sumary: {mean: {minimum: 0}}}").contains("did you mean 'summary'?"))
    #expect(try problems("{summary: {mean: {}}}").contains("needs a 'minimum' or a 'maximum'"))
    #expect(try problems("{summary: {mean: {minimum: 2, maximum: 1}}}").contains("nothing is at"))
    #expect(try problems("{otherwise: stop}").contains("names no column"))
    #expect(
      try problems("{summary: {mean: {minimum: 0}}, otherwise: go}").contains("'otherwise'"))
    #expect(try problems("{summary: {mean: {least: 0}}}").contains("'least'"))
  }
}

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
    // A plan says so of the stored result, and that there is something to do.
    let plan = try graph.plan()
    #expect(plan.jobs[0].unmet == [cause] && !plan.isDone)
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

  /// What a kind expects of itself warns, whatever the manifest does where its own is not met.
  @Test func whatAKindShipsWarns() async throws {
    let events = EventLog()
    var graph = graph((nil, 0.5))
    graph.jobs[0].expectations[0].isShipped = true
    let summary = try await graph.run(events: events.sink)
    #expect(summary.done == 2 && summary.failures.isEmpty)
    let warnings = events.all.compactMap { event in
      if case .warning(_, let sentence) = event { sentence } else { nil }
    }
    #expect(warnings == ["'sum' of 'out' is 1.0 in row 1, and usual is at most 0.5"])
  }

  @Test func rowsAreChosenAndNamed() {
    let table = Artifact(
      type: .table,
      datasets: [
        Dataset("name", .string(Tensor(shape: [3], values: ["cortex", "brain", "cortex"]))),
        Dataset("label", .int64(Tensor(shape: [3], values: [3, 1, 42]))),
        Dataset("volume", .float64(Tensor(shape: [3], values: [64_000, 9e5, .nan]))),
      ])
    func problem(_ minimum: Double, _ rows: [(column: String, values: [String])]) -> String? {
      Expectation(
        port: "out", column: "volume", minimum: minimum, rows: rows,
        mark: Mark(file: "m.yaml", line: 1, column: 1)
      ).problem(in: table)
    }
    #expect(
      problem(300_000, [("name", ["cortex"])])
        == "'volume' of 'out' is 64000.0 in row 1 (name cortex), and 'expect' wants at least 300000.0 (2 of 2 "
        + "rows)")
    #expect(problem(300_000, [("name", ["brain"])]) == nil)
    #expect(problem(60_000, [("name", ["cortex"]), ("label", ["3", "1"])]) == nil)
    // Whatever its sign, which processors choose.
    for missing in [Double.nan, -.nan] {
      let table = Artifact(
        type: .table, datasets: [Dataset("x", .float64(Tensor(shape: [1], values: [missing])))])
      var expectation = Expectation(
        port: "out", column: "x", minimum: 0, mark: Mark(file: "m.yaml", line: 1, column: 1))
      #expect(
        expectation.problem(in: table)
          == "'x' of 'out' is not a number in row 1, and 'expect' wants at least 0.0")
      expectation.rows = [("x", ["n/a"])]
      #expect(expectation.problem(in: table)?.hasPrefix("'x' of 'out' is not a number") == true)
    }
    #expect(
      problem(0, [("name", ["cortex"]), ("label", ["42"])])
        == "'volume' of 'out' is not a number in row 3 (name cortex), and 'expect' wants at least 0.0"
    )
    #expect(
      problem(0, [("name", ["skull"])])
        == "'out' has no row with name skull, of which 'expect' wants 'volume'")
    #expect(problem(0, [("side", ["left"])])?.contains("which 'out' does not have") == true)
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
    #expect(try problems("{summary: {mean: {minimum: 0.5, rows: {name: [a, b]}}}}") == "")
    #expect(try problems("{summary: {mean: {minimum: 0.5, rows: {name: a}}}}") == "")
    #expect(try problems("{summary: {mean: {minimum: 0.5, rows: {name: []}}}}") != "")
    #expect(try problems("{sumary: {mean: {minimum: 0}}}").contains("did you mean 'summary'?"))
    #expect(try problems("{summary: {mean: {}}}").contains("needs a 'minimum' or a 'maximum'"))
    #expect(try problems("{summary: {mean: {minimum: 2, maximum: 1}}}").contains("nothing is at"))
    #expect(try problems("{otherwise: stop}").contains("names no column"))
    #expect(
      try problems("{summary: {mean: {minimum: 0}}, otherwise: go}").contains("'otherwise'"))
    #expect(try problems("{summary: {mean: {least: 0}}}").contains("'least'"))
  }
}

import Arithmetic
import Glibc
import PipelineKit
import Testing

@Suite struct PlannerTests {
  /// One stage that reads a file and a stage, and one that waits for it.
  private func graph(_ base: TestGraph, value: Int = 1, other: Int = 1, file: String) -> TestGraph {
    var graph = base
    graph.jobs = []
    let a = graph.add("a", ["value": .integer(other)])
    let b = graph.add("b", ["value": .integer(value)], from: [a], files: [file])
    graph.add("c", from: [b])
    return graph
  }

  private func changes(_ plan: Plan, _ job: Int) -> [KeyChange]? {
    switch plan.jobs[job].state {
    case .willRun(_, .changed(let changes), _), .waits(_, .changed(let changes)): changes
    default: nil
    }
  }

  @Test func needsNoOutputToExist() throws {
    let base = TestGraph()
    let file = base.folder.write("7", to: "seven")
    let graph = graph(base, file: file)
    let plan = try graph.plan()
    guard case .willRun(_, .neverRan, nil) = plan.jobs[0].state,
      case .waits(on: [0], .neverRan) = plan.jobs[1].state,
      case .waits(on: [1], .neverRan) = plan.jobs[2].state
    else {
      Issue.record("unexpected plan: \(plan.value().json())")
      return
    }
    #expect(plan.counts == (cached: 0, willRun: 1, waits: 2, problems: 0))
  }

  @Test func namesTheFieldThatChanged() async throws {
    let base = TestGraph()
    let file = base.folder.write("7", to: "seven")
    _ = try await graph(base, file: file).run()
    #expect(try graph(base, file: file).plan().isDone)

    let parameter = try graph(base, value: 2, file: file).plan()
    #expect(changes(parameter, 1) == [KeyChange(.parameter("value"), old: 1, new: 2)])
    #expect(changes(parameter, 1)?.first?.description == "parameter 'value' changed from 1 to 2")
    #expect(changes(parameter, 2) == [])

    base.folder.write("8", to: "seven")
    let source = try graph(base, file: file).plan()
    let change = try #require(changes(source, 1)?.first)
    #expect(change.field == .input(port: "in", coordinates: Coordinates([.init("file", file)])))
    #expect(change.description.hasPrefix("input 'in' at file=\(file) changed from 7902699be42c"))
    #expect(changes(source, 1)?.count == 1)

    // Upstream changes that are not computed yet: the stage's own changes are still told.
    let both = try graph(base, value: 3, other: 9, file: file).plan()
    #expect(changes(both, 0) == [KeyChange(.parameter("value"), old: 1, new: 9)])
    #expect(changes(both, 1) == [KeyChange(.parameter("value"), old: 1, new: 3)])
  }

  @Test func looksBackToTheLastRunOnly() async throws {
    let base = TestGraph()
    let file = base.folder.write("7", to: "seven")
    _ = try await graph(base, value: 1, file: file).run()
    _ = try await graph(base, value: 2, file: file).run()
    _ = try await graph(base, value: 1, file: file).run()  // found, not computed
    let plan = try graph(base, value: 5, file: file).plan()
    #expect(changes(plan, 1) == [KeyChange(.parameter("value"), old: 1, new: 5)])
  }

  @Test func tellsArithmeticReadersAndMissingResults() async throws {
    var base = TestGraph()
    base.add("thirds", kind: ThirdsStage.self, arithmetic: .ieee)
    _ = try await base.run()
    var other = base
    other.jobs[0].arithmetic = ArithmeticSpecification(name: "float64")
    #expect(changes(try other.plan(), 0)?.map(\.field) == [.arithmetic])

    let key = try #require(try base.key(of: 0)).description
    Glibc.unlink("\(base.storePath)/objects/\(key.prefix(2))/\(key).h5")
    guard case .willRun(_, .resultGone, _) = try base.plan().jobs[0].state else {
      Issue.record("the plan does not tell that the result is gone")
      return
    }

    var files = TestGraph()
    let file = files.folder.write("7", to: "seven")
    files.add("reads", files: [file])
    _ = try await files.run()
    files.reader.version = 2
    #expect(
      changes(try files.plan(), 0)?.first?.description.contains("readers 1") == true)
  }

  @Test func tellsOfMissingSources() throws {
    var graph = TestGraph()
    graph.add("a", files: ["/nowhere/number"])
    graph.add("b", from: [0])
    let plan = try graph.plan()
    guard case .problem("cannot find the source file '/nowhere/number'") = plan.jobs[0].state else {
      Issue.record("unexpected plan: \(plan.value().json())")
      return
    }
    #expect(plan.counts == (cached: 0, willRun: 0, waits: 1, problems: 1))
  }

  @Test func sharesKeys() throws {
    var graph = TestGraph()
    graph.add("same", coordinates: Coordinates([.init("repeat", "1")]))
    graph.add("same", coordinates: Coordinates([.init("repeat", "2")]))
    guard case .willRun(_, _, sharedWith: 0) = try graph.plan().jobs[1].state else {
      Issue.record("the second repeat does not share the first one's run")
      return
    }
  }
}

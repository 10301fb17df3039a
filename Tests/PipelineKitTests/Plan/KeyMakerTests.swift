import Arithmetic
import Testing

@testable import PipelineKit

@Suite struct KeyMakerTests {
  /// More combinations than are remembered, and again those that were forgotten.
  @Test func keysAreThoseOfTheirRecords() throws {
    var graph = TestGraph()
    let file = graph.folder.write("7", to: "seven")
    let values = Array(0..<20) + Array(0..<20)
    for (number, value) in values.enumerated() {
      let kind: any Stage.Type = number % 2 == 0 ? SumStage.self : ThirdsStage.self
      graph.add(
        "a", kind: kind, number % 2 == 0 ? ["value": .integer(value)] : [:],
        coordinates: Coordinates([.init("repeat", "\(number)")]), files: [file],
        arithmetic: ArithmeticSpecification(name: number % 3 == 0 ? "ieee" : "random-rounding"),
        seed: UInt64(number))
    }
    let experiment = graph.experiment(try graph.store())
    var maker = KeyMaker(experiment)
    var keys: Set<JobKey> = []
    for job in graph.jobs {
      let (record, key) = try maker.record(of: job, results: [])
      #expect(record.key == key)
      var alone = KeyMaker(experiment)
      let again = try alone.record(of: job, results: []).key
      #expect(again == key)
      keys.insert(key)
    }
    #expect(keys.count > 20)
  }

  /// All keys of one plan are made from the same bytes.
  @Test func aSourceIsLookedAtOnce() throws {
    var graph = TestGraph()
    let file = graph.folder.write("7", to: "seven")
    graph.add("a", files: [file])
    var maker = KeyMaker(graph.experiment(try graph.store()))
    let before = try maker.record(of: graph.jobs[0], results: []).key
    graph.folder.write("8", to: "seven")
    let same = try maker.record(of: graph.jobs[0], results: []).key
    #expect(same == before)
    var other = KeyMaker(graph.experiment(try graph.store()))
    let after = try other.record(of: graph.jobs[0], results: []).key
    #expect(after != before)
  }
}

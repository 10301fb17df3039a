import Testing

@testable import PipelineKit

/// What jobs will need, by what they have needed.
@Suite struct ResourceForecastTests {
  private typealias Quantity = ResourceForecast.Quantity

  @Test func fewRunsGiveTheirQuantile() {
    let few = Quantity([(1, 10), (2, 20), (3, 30)])
    #expect(few.line == nil)
    #expect(few.mean(100) == 20)
    #expect(few.likely(100) == 30)
    // 95 of 100 do not exceed the 95th of them.
    let many = Quantity((1...100).map { (nil, Double($0)) })
    #expect(many.line == nil && many.likely(nil) == 95 && many.mean(7) == 50.5)
  }

  /// numpy.polyfit([1..8], [3, 5, 7, 9, 11, 13, 15, 17], 1) is [2, 1].
  @Test func aLineIsDrawnThroughSizes() {
    let exact = Quantity((1...8).map { ($0, Double(2 * $0 + 1)) })
    #expect(abs(exact.mean(100) - 201) < 1e-9)
    #expect(abs(exact.likely(100) - 201) < 1e-9)
    #expect(exact.mean(nil) == 10)
    // One of ten took a half more than the line says: the quantile of the ratio counts.
    let uneven = Quantity((1...10).map { ($0 * 1000, Double($0) * ($0 == 5 ? 1.5 : 1)) })
    #expect(uneven.likely(20_000) > 1.4 * uneven.mean(20_000))
  }

  @Test func sizesThatDoNotMatterAreLeftAside() {
    #expect(Quantity((1...9).map { (100 + $0, Double($0)) }).line == nil)
    #expect(Quantity((1...9).map { ($0, Double(10 - $0)) }).line == nil)
    // Never less than nothing: in proportion then.
    let steep = Quantity((1...9).map { ($0, Double($0 * $0)) })
    #expect(steep.mean(0) == 0 && steep.mean(1) > 0)
  }

  private func history(_ sizes: [Int]) throws -> (TestGraph, ResourceForecast) {
    var graph = TestGraph()
    let store = try graph.store()
    for (index, size) in sizes.enumerated() {
      let record = KeyRecord.sample(size: index)
      try store.add(
        RunRecord(
          source: ManifestIdentity(name: "test"), stage: "slow",
          coordinates: Coordinates([.init("n", "\(index)")]), key: record.key, status: .done,
          duration: Double(size) / 100, ended: index,
          usage: JobUsage(
            processor: 1, memory: (1 << 20) * size, read: nil, written: nil, inputs: size)),
        record)
    }
    graph.add("slow")
    return (graph, ResourceForecast(try graph.store()))
  }

  @Test func needsComeFromTheStore() throws {
    let (_, forecast) = try history((1...20).map { 100 * $0 })
    let need = try #require(forecast.need(of: "slow", inputBytes: 4000))
    #expect(abs(need.seconds - 40) < 1e-9 && need.runs == 20 && need.usesSize)
    #expect(need.memory.map { abs($0 - 4000 << 20) < 1 << 20 } == true)
    // Half as much again, in steps of 256 MiB; three times as long, at least five minutes.
    #expect(need.memoryToAsk == 6144 << 20)
    #expect(need.timeToAsk == 300)
    let blind = try #require(forecast.need(of: "slow", inputBytes: nil))
    #expect(blind.seconds == 10.5 && blind.likelySeconds == 19 && !blind.usesSize)
    #expect(forecast.need(of: "other", inputBytes: 1) == nil)
  }

  /// Chains wait, what stands beside them does not.
  @Test func aRunCostsWhatItsJobsCost() throws {
    var (graph, forecast) = try history([1000, 1000, 1000])
    graph.jobs = []
    let first = graph.add("slow")
    graph.add("slow", ["value": 2], from: [first], resources: Resources(cores: 2, memory: 5))
    graph.add("slow", ["value": 3])
    graph.add("other", ["value": 4])
    var experiment = graph.experiment(try graph.store())
    experiment = Experiment(
      graph: JobGraph(
        manifest: ManifestIdentity(name: "test"),
        stages: ["slow", "other"].map {
          StageNode(
            name: $0, kind: SumStage.kind, axes: [], over: [], dependencies: [],
            mark: Mark(file: "test.yaml", line: 1, column: 1))
        }, jobs: graph.jobs), catalog: experiment.catalog, store: experiment.store)
    let cost = RunCost(experiment, Planner(experiment).plan(), forecast)
    #expect(cost.longestChain == 20)
    #expect(cost.stages[0].toRun == 3 && cost.stages[0].seconds == 30)
    #expect(cost.coreSeconds == 30)
    #expect(cost.seconds(on: 1) == 30 && cost.seconds(on: 8) == 20)
    #expect(cost.unknown == ["other"] && cost.isKnown)
    #expect(cost.value["coreHours"]?.number == 30.0 / 3600)
  }

  /// What the system counts ends up with the result.
  @Test func aJobsUsageIsKept() async throws {
    var graph = TestGraph()
    let file = graph.folder.write("1234567", to: "number")
    graph.add("job", files: [file])
    #expect(try await graph.run().done == 1)
    let store = try graph.store()
    let run = try #require(store.runs().first)
    let usage = try #require(run.usage)
    #expect(usage.inputs == 7)
    #expect(usage.memory > 1 << 20 && usage.processor >= 0)
    #expect(usage.read ?? 7 >= 7)
    let facts = Value.map(try store.provenance(of: run.key))
    #expect(facts["input_bytes"] == 7)
    #expect(facts["peak_memory"]?.integer == usage.memory)
    #expect(facts["bytes_read"]?.integer == usage.read)
    #expect(facts["processor_seconds"]?.number != nil)
    // Found again where only the results are left.
    Files.remove("\(graph.storePath)/index")
    let rebuilt = try graph.store()
    try rebuilt.rebuildIndex()
    #expect(rebuilt.runs().first?.usage == usage)
  }
}

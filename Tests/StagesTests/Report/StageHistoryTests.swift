import Testing

@testable import PipelineKit
@testable import Stages

/// What a page tells of the run that made it.
@Suite struct StageHistoryTests {
  private func member(
    _ stage: String, from upstream: [String], started: Int, seconds: Int
  ) throws -> Ancestry.Member {
    let record = KeyRecord(
      kind: "test/\(stage)", version: 1, parameters: ParameterValues([:]), arithmetic: nil,
      seed: nil, inputs: [])
    let ended = (started + seconds) * 1_000_000_000
    let inputs = upstream.map { name in
      Value.Pair("in-\(name)", ["stage": .string(name), "port": "out", "key": "…"])
    }
    return Ancestry.Member(
      record: record,
      run: RunRecord(
        source: ManifestIdentity(name: "test"), stage: stage, coordinates: Coordinates(),
        key: record.key, status: .done, duration: Double(seconds), ended: ended,
        usage: JobUsage(processor: 1, memory: 3 << 20, read: nil, written: nil, inputs: 0)),
      origin: ResultOrigin(
        machine: Machine(
          commit: "", system: "s", processor: "p", cores: 1, instructions: "i", levels: []),
        threads: 1, started: started * 1_000_000_000, inputs: inputs))
  }

  @Test func stagesAreDrawnAndTimed() throws {
    var ancestry = Ancestry()
    ancestry.results = [
      try member("read", from: [], started: 100, seconds: 10),
      try member("work", from: ["read"], started: 110, seconds: 20),
      try member("work", from: ["read"], started: 110, seconds: 30),
      try member("page", from: ["work", "read"], started: 100_000, seconds: 5),
    ]
    let html = StageHistory(ancestry).html()
    #expect(html.contains("read: from files; work: after read; page: after work, read."))
    #expect(html.contains("test/work × 2</text>"))
    #expect(html.contains("work: 2 runs, 50 s"))
    #expect(html.contains("1 idle times are left out") && html.contains("Dashed lines stand for"))
    #expect(html.contains("<td>work</td><td class=\"number\">2</td><td class=\"number\">50</td>"))
    #expect(html.contains("<td class=\"number\">30</td><td class=\"number\">3</td>"))
  }

  @Test func nothingIsNothing() {
    #expect(StageHistory(Ancestry()).html().isEmpty)
  }
}

import Testing

@testable import PipelineKit

/// Lines that are read without a tree of their values hold the same as with one.
@Suite struct JournalLineTests {
  private static let manifests = [
    ManifestIdentity(name: "plain"),
    ManifestIdentity(
      name: "wärp \"x\"", file: "/study/m \\ ü.yaml", settings: [.init("radius", "3")]),
  ]
  private static let key = KeyRecord.sample().key

  private static var runs: [RunRecord] {
    let places = [
      Coordinates(), Coordinates([.init("subject", "0051"), .init("größe", "ü 1")]),
      Coordinates([.init("a", "with \"quotes\" and \\"), .init("b", "\u{7F}\n")]),
    ]
    let usages: [JobUsage?] = [
      nil, JobUsage(processor: 0.25, memory: 1 << 40, read: 7, written: 0, inputs: 384),
      JobUsage(processor: 1e-7, memory: 0, read: nil, written: nil, inputs: 0),
    ]
    return manifests.flatMap { manifest in
      places.flatMap { place in
        usages.map { usage in
          RunRecord(
            source: manifest, stage: "pre/noisy", coordinates: place, key: key, status: .done,
            duration: usage?.processor ?? 0, ended: 1_796_067_268_503_927_947, usage: usage)
        }
      }
    }
  }

  private func rest(_ entry: IndexContent.Entry) throws -> ArraySlice<UInt8> {
    try #require(Journal.rest(ofLine: Journal.line(entry.pairs)[...].dropLast()))
  }

  @Test(arguments: runs) func runsAreTheSame(_ run: RunRecord) throws {
    var reader = RunLineReader()
    let line = try rest(.run(run))
    #expect(reader.read(line) == nil)
    reader.expect(run.source)
    let isEscaped =
      line.drop { $0 != UInt8(ascii: "}") }.contains(UInt8(ascii: "\\"))
      || run.coordinates.entries.contains { $0.value.contains("\\") }
    #expect(reader.read(line) == (isEscaped ? nil : run))
    #expect(reader.read(line)?.source.name ?? run.manifest == run.manifest)
    // Another manifest's, and what is cut off, are left to others.
    reader.expect(ManifestIdentity(name: "other"))
    #expect(reader.read(line) == nil)
    reader.expect(run.source)
    for count in 0..<line.count { #expect(reader.read(line.prefix(count)) == nil) }
  }

  @Test func resultsAreTheSame() throws {
    let ports = [
      "image": ObjectFile.PortSummary(type: .volume, digest: Self.key.digest),
      "bits, all": ObjectFile.PortSummary(type: .table, digest: KeyRecord.sample().key.digest),
    ]
    let objects = [
      IndexContent.Object(ports: [:]),
      IndexContent.Object(
        size: 4096, block: 512, checksum: .max, ports: ports,
        operations: OperationTotals(executed: 12, perturbed: 3),
        kernels: KernelTrace(["add": 1, "multiply": 2])),
    ]
    for object in objects {
      var reader = ObjectLineReader()
      reader.expect(object.kernels)
      let line = try rest(.object(ObjectName(Self.key), object))
      #expect(reader.read(line) == object)
      for count in 0..<line.count { #expect(reader.read(line.prefix(count)) == nil) }
      reader.expect(KernelTrace(["add": 7]))
      #expect(reader.read(line) == nil)
    }
  }

  @Test func whatIsWrittenOtherwiseIsReadAllTheSame() throws {
    var content = IndexContent()
    let runs = Self.runs
    for run in runs {
      let line = Journal.line(IndexContent.Entry.run(run).pairs)
      let spaced = String(decoding: try rest(.run(run)), as: UTF8.self)
        .replacing("\"ended\":", with: "\"ended\": ")
      let isRead = content.read(line: line[...].dropLast())
      #expect(isRead)
      #expect(
        try Value(jsonMembers: Array(spaced.utf8)[...])["run"].flatMap { RunRecord($0) } == run)
    }
    // The last one of each job of each manifest.
    #expect(Array(content.runs).count == 6)
    for run in content.runs { #expect(runs.contains(run)) }
  }
}

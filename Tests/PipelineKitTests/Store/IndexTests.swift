import Glibc
import Synchronization
import Testing

@testable import PipelineKit

@Suite struct IndexTests {
  let folder = TestFolder()
  var path: String { folder.path + "/store" }
  var index: String { path + "/index" }

  private func fill(_ count: Int) throws {
    let store = try Store(at: path)
    for size in 0..<count {
      let record = KeyRecord.sample(size: size)
      _ = try store.publish(
        ["out": .record(["size": .integer(size)])],
        provenance: .sample(record, stage: "stage \(size)"))
    }
  }

  /// What the index knows, whichever journals it comes from.
  private func check(_ store: Store, _ count: Int) throws {
    for size in 0..<count {
      let record = KeyRecord.sample(size: size)
      let isKnown = store.index.withLock { $0.object(for: ObjectName(record.key)) != nil }
      #expect(isKnown)
      #expect(
        try store.lookUp(record.key)?.digests["out"]
          == Artifact.record(["size": .integer(size)]).digest)
      #expect(store.record(for: record.key) == record)
      let run = store.lastRun(
        of: ManifestIdentity(name: "test"), stage: "stage \(size)",
        coordinates: Coordinates([.init("subject", "0051")]))
      #expect(run?.key == record.key && run?.duration == 2)
    }
  }

  private func journals() -> [String] {
    ((try? Files.names(in: index)) ?? []).filter { $0.hasSuffix(".jsonl") }.map { "\(index)/\($0)" }
  }

  @Test func isReadBack() throws {
    try fill(5)
    try check(try Store(at: path), 5)
  }

  @Test func isRebuiltWhereItIsMissing() throws {
    try fill(5)
    Files.remove(index)
    try check(try Store(at: path), 5)
    // The rebuilt one is there the next time.
    #expect(journals().count == 1)
    try check(try Store(at: path), 5)
  }

  @Test func isMendedWhereItIsDamaged() throws {
    try fill(5)
    let journal = try #require(journals().first)
    var bytes = try Files.read(journal)
    for position in stride(from: 100, to: bytes.count, by: 400) { bytes[position] ^= 1 }
    TestFolder.write(bytes, to: journal)
    try check(try Store(at: path), 5)
    #expect(try Files.names(in: index).contains { $0.hasSuffix(".damaged") })
    try check(try Store(at: path), 5)
  }

  @Test(arguments: [0, 1, 63, 200, 1000])
  func bearsATornLine(_ missing: Int) throws {
    try fill(3)
    let journal = try #require(journals().first)
    TestFolder.write(Array(try Files.read(journal).dropLast(missing)), to: journal)
    let store = try Store(at: path)
    for size in 0..<3 {
      #expect(try store.lookUp(KeyRecord.sample(size: size).key) != nil)
      #expect(store.record(for: KeyRecord.sample(size: size).key) != nil)
    }
  }

  @Test func bearsAnythingForAJournal() throws {
    try fill(2)
    folder.write("not a journal\n{\"sum\":\"x\"}\n\n\u{0}\n", to: "store/index/strange.jsonl")
    try check(try Store(at: path), 2)
  }

  @Test func findsWhatOthersStoredMeanwhile() throws {
    let early = try Store(at: path)
    try fill(2)
    for size in 0..<2 {
      #expect(try early.lookUp(KeyRecord.sample(size: size).key) != nil)
    }
  }

  @Test func mergesTheJournalsOfDeadProcesses() throws {
    try fill(20)
    let journal = try #require(journals().first)
    let lines = Journal.lines(of: try Files.read(journal))
    Files.remove(journal)
    let current = WriterIdentity.current
    for (number, line) in lines.enumerated() {
      let dead = WriterIdentity(
        machine: current.machine, process: current.process, started: current.started - 1)
      TestFolder.write(line + [0x0A], to: "\(index)/\(dead).\(number)-1.jsonl")
    }
    let alive = "\(index)/\(current).9999-1.jsonl"
    TestFolder.write(lines[0] + [0x0A], to: alive)
    #expect(journals().count == 61)
    try Store(at: path).prepare()
    #expect(journals().count == 2 && journals().contains(alive))
    try check(try Store(at: path), 20)
  }

  @Test func servesAStoreThatCannotBeWritten() throws {
    try fill(2)
    Files.remove(index)
    // Nothing can be made where a link that leads nowhere has the folder's name.
    symlink("nowhere", index)
    let store = try Store(at: path)
    for size in 0..<2 {
      #expect(try store.lookUp(KeyRecord.sample(size: size).key) != nil)
    }
  }

  @Test func keepsKeyRecords() throws {
    let record = KeyRecord(
      kind: "a/b", version: 3,
      parameters: ParameterValues(["x": .number(.nan), "y": [1, 2.0, .null], "z": "ü\"\n"]),
      arithmetic: nil, seed: .max,
      inputs: [
        .init(port: "b", items: []),
        .init(
          port: "a",
          items: [
            .init(
              coordinates: Coordinates([.init("subject", "0051"), .init("repeat", "1")]),
              digest: SampleArtifacts.volume.digest, source: "volume, readers 1")
          ]),
      ], lineage: ["manifest": "m"])
    let value = try Value(json: record.value.json(nonFinite: .token))
    #expect(KeyRecord(value)?.key == record.key)
  }
}

import Arithmetic
import Glibc
import Synchronization
import Testing

@testable import PipelineKit

@Suite struct StoreTests {
  let folder = TestFolder()

  @Test func loadsWhatWasStored() throws {
    let store = try Store(at: folder.path + "/store")
    let record = KeyRecord.sample()
    #expect(try store.lookUp(record.key) == nil)
    let (publication, result) = try store.publish(SampleArtifacts.all, provenance: .sample(record))
    #expect(publication == .stored)
    #expect(try store.lookUp(record.key) == result)
    for (port, artifact) in SampleArtifacts.all {
      let loaded = try store.load(record.key, port: port)
      #expect(loaded.digest == artifact.digest)
      #expect(loaded.digest == result.digests[port])
      // NaN differs from itself; its bits are compared by the digest.
      if port != "field", port != "table", port != "record" { #expect(loaded == artifact) }
    }
  }

  @Test func filesLieUnderTheirKeys() throws {
    let store = try Store(at: folder.path + "/störe")
    let key = KeyRecord.sample().key
    let start = "\(folder.path)/störe/objects/\(key.description.prefix(2))/\(key)"
    #expect(store.path(of: key) == "\(start).h5")
    #expect(store.path(of: key, number: 2) == "\(start).2.h5")
  }

  @Test func keepsProvenance() throws {
    let store = try Store(at: folder.path + "/store")
    let record = KeyRecord.sample(
      inputs: [
        .init(
          port: "image",
          items: [
            .init(
              coordinates: Coordinates([.init("repeat", "1")]),
              digest: SampleArtifacts.volume.digest, source: "volume, readers 1")
          ])
      ])
    var provenance = Provenance.sample(record)
    provenance.operations.executed = ["add": 3]
    _ = try store.publish(["out": SampleArtifacts.record], provenance: provenance)
    let facts = Value.map(try store.provenance(of: record.key))
    #expect(facts["stage"] == "sample")
    #expect(facts["coordinates"] == ["subject": "0051"])
    #expect(facts["log"] == "first line\nsecond line")
    #expect(facts["operations"]?["executed"] == ["add": 3])
    #expect(facts["operations"]?["perturbed"] == .map([]))
    #expect(try store.lookUp(record.key)?.operations == OperationTotals(executed: 3))
    #expect(facts["key_record"].flatMap { KeyRecord($0) } == record)
    #expect(facts["key"] == .string(record.key.description))
  }

  @Test func leavesNothingButTheObject() throws {
    let path = folder.path + "/store"
    let record = KeyRecord.sample()
    do {
      let store = try Store(at: path)
      #expect(TestFolder.files(below: folder.path) == [])
      _ = try store.publish(["out": SampleArtifacts.volume], provenance: .sample(record))
      #expect(throws: StageError.self) {
        try store.publish(
          ["out": Artifact(type: .record, datasets: [], attributes: [.init("digest", 1)])],
          provenance: .sample(.sample(size: 2)))
      }
    }
    let files = TestFolder.files(below: path).filter { !$0.hasPrefix("index/") }
    let name = record.key.description
    #expect(files == ["objects/\(name.prefix(2))/\(name).h5"])
  }

  @Test func refusesNamesThatFilesCannotHold() throws {
    let store = try Store(at: folder.path + "/store")
    let wrong: [[String: Artifact]] = [
      ["a/b": SampleArtifacts.record], ["": SampleArtifacts.record],
      [
        "a": Artifact(
          type: .table, datasets: [Dataset("x/y", .int64(.init(shape: [0], values: [])))])
      ],
      [
        "a": Artifact(
          type: .table, datasets: [Dataset("x", .string(.init(shape: [1], values: ["\0"])))])
      ],
      ["a": Artifact(type: .record, datasets: [], attributes: [.init("x", 1), .init("x", 2)])],
    ]
    for outputs in wrong {
      #expect(throws: StageError.self) {
        try store.publish(outputs, provenance: .sample(.sample()))
      }
    }
    #expect(try store.names() == [])
  }

  @Test func knowsTheSameContentAndKeepsOther() throws {
    let store = try Store(at: folder.path + "/store")
    let record = KeyRecord.sample()
    let first: [String: Artifact] = ["out": SampleArtifacts.volume]
    let other: [String: Artifact] = ["out": SampleArtifacts.labels]
    _ = try store.publish(first, provenance: .sample(record))
    #expect(try store.publish(first, provenance: .sample(record)).publication == .known)
    let (publication, result) = try store.publish(other, provenance: .sample(record))
    let path = store.path(of: record.key)
    let second = String(path.dropLast(3)) + ".2.h5"
    #expect(publication == .differs(first: path, other: second))
    #expect(result.digests == ["out": SampleArtifacts.volume.digest])
    #expect(try store.publish(other, provenance: .sample(record)).publication == publication)
    #expect(try store.load(record.key, port: "out") == SampleArtifacts.volume)
    #expect(
      try ObjectFile.readArtifact(OpenFile(reading: second), port: "out").artifact
        == SampleArtifacts.labels)
  }

  @Test func servesManyWritersAtOnce() async throws {
    let path = folder.path + "/store"
    let stores = try (0..<4).map { _ in try Store(at: path) }
    let publications = try await withThrowingTaskGroup(of: Store.Publication.self) { group in
      for number in 0..<40 {
        group.addTask {
          let record = KeyRecord.sample(size: number % 10)
          let outputs: [String: Artifact] = ["out": .record(["size": .integer(number % 10)])]
          return try stores[number / 10].publish(outputs, provenance: .sample(record)).publication
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(publications.count { $0 == .stored } == 10)
    #expect(publications.count { $0 == .known } == 30)
    let reader = try Store(at: path)
    for size in 0..<10 {
      let artifact = try reader.load(KeyRecord.sample(size: size).key, port: "out")
      #expect(artifact == .record(["size": .integer(size)]))
    }
  }

  /// Many files go into folders that all writers want to make at the same moment.
  @Test func makesFoldersBesideOthers() async throws {
    for round in 0..<20 {
      let path = "\(folder.path)/\(round)/objects/ab"
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<4 {
          let draft = folder.write("\(number)", to: "draft \(number)")
          group.addTask { try Files.publish(draft, as: "\(path)/\(number)") }
        }
        for try await isPublished in group { #expect(isPublished) }
      }
      #expect(TestFolder.files(below: path) == ["0", "1", "2", "3"])
    }
  }

  @Test func removesWhatDeadProcessesLeft() throws {
    let path = folder.path + "/store"
    let current = WriterIdentity.current
    let dead = WriterIdentity(
      machine: current.machine, process: current.process, started: current.started - 1)
    let elsewhere = WriterIdentity(machine: "0123456789ab", process: 1, started: 1)
    for writer in [dead, elsewhere, current] {
      try Files.makeFolder("\(path)/tmp/\(writer).99/scratch")
      folder.write("half a file", to: "store/tmp/\(writer).99/scratch/1.h5")
    }
    let store = try Store(at: path)
    _ = try store.publish(["out": SampleArtifacts.record], provenance: .sample(.sample()))
    #expect(try Files.names(in: "\(path)/tmp").contains("\(dead).99") == false)
    #expect(try Files.names(in: "\(path)/tmp").contains("\(elsewhere).99"))
    #expect(try Files.names(in: "\(path)/tmp").contains("\(current).99"))
  }

  @Test func hashesSourcesByTheirBytes() throws {
    let store = try Store(at: folder.path + "/store")
    // Digests are noted where there is a store already.
    try store.prepare()
    let source = folder.write("abc", to: "source.txt")
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(try store.version(ofSource: [source]).digest.hex == digest)
    // Whatever time it is given, it was written a moment ago.
    var times = [timespec(tv_sec: 1_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000, tv_nsec: 0)]
    utimensat(AT_FDCWD, source, &times, 0)
    #expect(try store.version(ofSource: [source]).digest.hex == digest)
    // It is known as a file that is read, but not what it holds.
    let stamp = try #require(store.index.withLock { $0.content.sources[source] })
    #expect(stamp.changed == nil)
    #expect(try Files.find(source).map(stamp.matches) == false)
    // An old file is hashed once, until it changes.
    let old = #filePath
    let version = try store.version(ofSource: [old])
    #expect(store.index.withLock { $0.content.sources[old]?.digest } == version.digest)
    let both = try store.version(ofSource: [source, old])
    #expect(try store.version(ofSource: [old, source]).digest != both.digest)
    folder.write("abd", to: "source.txt")
    #expect(!store.isUnchanged(both))
    #expect(try store.version(ofSource: [source]).digest.hex != digest)
    let error = #expect(throws: StoreError.self) { try store.version(ofSource: ["/nowhere/x.nii"]) }
    #expect(error?.description == "cannot find the source file '/nowhere/x.nii'")
  }

  @Test func refusesAFileForAFolder() throws {
    let path = folder.write("", to: "store")
    #expect(throws: StoreError.self) { try Store(at: path) }
  }
}

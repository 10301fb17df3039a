import Glibc
import Synchronization
import Testing

@testable import PipelineKit

/// Damage is bytes that contradict their seal, and nothing else.
@Suite struct StoreDamageTests {
  let folder = TestFolder()
  private let key = KeyRecord.sample().key

  private func store() throws -> Store { try Store(at: folder.path + "/store") }

  /// Stores the sample, with a log as long as it is to be.
  @discardableResult
  private func publish(_ store: Store, logLines: Int = 2) throws -> Store.Publication {
    var provenance = Provenance.sample(.sample())
    provenance.log = Array(repeating: "a line of the log", count: logLines)
    return try store.publish(SampleArtifacts.all, provenance: provenance).publication
  }

  private func flip(_ position: Double) throws {
    let path = try store().path(of: key)
    var bytes = try Files.read(path)
    bytes[Int(Double(bytes.count - 1) * position)] ^= 1
    TestFolder.write(bytes, to: path)
  }

  /// The index of a process may be older than the file that another one has put in its place.
  @Test func anOldIndexDoesNotMakeAFileDamaged() throws {
    let early = try store()
    try publish(early)
    let path = early.path(of: key)
    let size = try #require(try Files.find(path)).size
    try flip(0.6)
    let other = try store()
    try publish(other, logLines: 900)
    #expect(try Files.find(path)?.size != size)
    let result = try early.lookUp(key)
    #expect(result?.digests["volume"] == SampleArtifacts.volume.digest)
    #expect(try early.load(key, port: "volume") == SampleArtifacts.volume)
  }

  @Test func whatIsWholeIsNotSetAside() throws {
    let store = try store()
    try publish(store)
    let path = store.path(of: key)
    let damage = DamagedObject(key: key, path: path, reason: "it was, a moment ago")
    #expect(try store.setAside(damage) == nil)
    #expect(try store.lookUp(key) != nil)
    Files.remove(path)
    #expect(try store.setAside(damage) == nil)
    #expect(TestFolder.files(below: store.folder + "/objects") == [])
  }

  @Test(arguments: [0.01, 0.3, 0.6, 0.99])
  func aNoteOutlivesTheProcess(_ position: Double) throws {
    try publish(try store())
    try flip(position)
    let object = try #require(try store().objects().first)
    let damage = #expect(throws: DamagedObject.self) { try store().verify(object) }
    try store().noteDamage(try #require(damage))
    let later = try store()
    #expect(throws: DamagedObject.self) { try later.lookUp(key) }
    #expect(try publish(later) == .stored)
    #expect(try later.lookUp(key) != nil)
    #expect(try store().lookUp(key) != nil)
    try store().verify(object)
  }

  /// A second result of one key, which nothing reads either.
  @Test func aResultThatDiffersIsMendedToo() throws {
    try publish(try store())
    var other = SampleArtifacts.all
    other["volume"] = other["table"] ?? other["record"]
    guard
      case .differs(_, let second) = try store().publish(
        other, provenance: .sample(.sample())
      ).publication
    else {
      Issue.record("it should differ")
      return
    }
    let whole = try Files.read(second)
    #expect(try store().lookUp(key) != nil)
    var bytes = whole
    bytes[bytes.count / 2] ^= 1
    TestFolder.write(bytes, to: second)
    let object = try #require(try store().objects().first { $0.path == second })
    let damage = #expect(throws: DamagedObject.self) { try store().verify(object) }
    try store().noteDamage(try #require(damage))
    let later = try store()
    let thrown = #expect(throws: DamagedObject.self) { try later.lookUp(key) }
    let found = try #require(thrown)
    #expect(found.path == second)
    #expect(try later.setAside(found) == second + ".damaged")
    // The first one has been whole all the time.
    #expect(try later.lookUp(key) != nil)
    #expect(try store().lookUp(key) != nil)
    // One that was put back is whole.
    TestFolder.write(whole, to: second)
    #expect(try store().lookUp(key) != nil)
  }

  @Test func aPublicationTellsWhatWasInTheWay() throws {
    let store = try store()
    try publish(store)
    try flip(0.5)
    let told = Mutex<[String]>([])
    let (publication, _) = try store.publish(
      SampleArtifacts.all, provenance: .sample(.sample()),
      setAside: { damage, path in told.withLock { $0.append("\(damage.reason) \(path)") } })
    #expect(publication == .stored)
    let path = store.path(of: key)
    #expect(
      told.withLock { $0 } == ["its content does not match its checksum \(path).damaged"])
  }

  /// A file that cannot be written to is an error with the system's reason, not libhdf5's, and the
  /// library is in order afterwards.
  @Test func aRefusedWriteIsAnError() throws {
    for _ in 0..<3 {
      let path = folder.write("", to: "read only")
      let file = try OpenFile(reading: path)
      let error = #expect(throws: StoreError.self) {
        try ObjectFile.write(
          to: file, block: 1024,
          outputs: SampleArtifacts.all.map { ($0.key, $0.value, $0.value.digest) },
          provenance: Provenance.sample(.sample()).attributes, threads: 1)
      }
      #expect(error?.description == "cannot write '\(path)': Bad file descriptor")
      #expect(error?.code == EBADF)
    }
    let store = try store()
    try publish(store)
    #expect(try store.load(key, port: "volume") == SampleArtifacts.volume)
  }

  @Test func whatCannotBeListedIsNotEmpty() throws {
    try Files.makeFolder(folder.path + "/store")
    folder.write("", to: "store/objects")
    let store = try Store(at: folder.path + "/other")
    #expect(try store.names() == [])
    let error = #expect(throws: StoreError.self) { try Store(at: folder.path + "/store") }
    #expect(
      error?.description
        == "cannot list '\(folder.path)/store/objects': Not a directory; a part of this path is "
        + "not a folder")
  }

  @Test func recordsOfAnOlderLastbitAreRead() throws {
    let old = try Value(
      json: #"""
        {"manifest":"study","stage":"a","coordinates":{"repeat":"1"},"key":"\#(key)",
        "status":"done","duration":1.5,"ended":17}
        """#)
    let run = try #require(RunRecord(old))
    #expect(run.manifest == "study" && run.source.file == nil && run.source.settings.isEmpty)
    #expect(run.source == ManifestIdentity(name: "study"))
    #expect(run.source != ManifestIdentity(name: "study", file: "/a/m.yaml"))
    let new = RunRecord(
      source: ManifestIdentity(
        name: "study", file: "/a/m.yaml", settings: [.init("size", "9"), .init("a", "x,y")]),
      stage: "a", coordinates: run.coordinates, key: key, status: .cached, duration: 0, ended: 1)
    #expect(RunRecord(try Value(json: new.value.json())) == new)
  }
}

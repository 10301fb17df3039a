import Testing

@testable import PipelineKit

@Suite struct DamagedObjectTests {
  let folder = TestFolder()

  /// Stores every sample and gives the file's path and bytes.
  private func stored() throws -> (store: Store, key: JobKey, path: String, bytes: [UInt8]) {
    let store = try Store(at: folder.path + "/store")
    let record = KeyRecord.sample()
    _ = try store.publish(SampleArtifacts.all, provenance: .sample(record))
    let path = store.path(of: record.key)
    return (store, record.key, path, try Files.read(path))
  }

  @Test func isFoundWhenCutShort() throws {
    let (store, key, path, bytes) = try stored()
    TestFolder.write(Array(bytes.prefix(bytes.count / 2)), to: path)
    let error = #expect(throws: DamagedObject.self) { try store.lookUp(key) }
    #expect(error?.description.contains(path) == true)
    // A store that has no index finds it too.
    Files.remove(store.folder + "/index")
    let other = try Store(at: store.folder)
    let damaged = #expect(throws: DamagedObject.self) { try other.lookUp(key) }
    let aside = try other.setAside(try #require(damaged))
    #expect(aside == path + ".damaged")
    #expect(try other.lookUp(key) == nil)
    let (publication, _) = try other.publish(
      SampleArtifacts.all, provenance: .sample(KeyRecord.sample()))
    #expect(publication == .stored)
  }

  @Test func endsInAnErrorWhereverItIsCut() throws {
    let (store, key, path, bytes) = try stored()
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      TestFolder.write(Array(bytes.prefix(length)), to: path)
      #expect(throws: DamagedObject.self) { try store.load(key, port: "volume") }
    }
  }

  /// A wrong byte anywhere either lies outside what is read or ends in an error; it never crashes
  /// and never gives other content.
  @Test func neverGivesOtherContent() throws {
    let (store, key, path, bytes) = try stored()
    var errors = 0
    for position in stride(from: 0, to: bytes.count, by: 61) {
      var damaged = bytes
      damaged[position] ^= 0xFF
      TestFolder.write(damaged, to: path)
      for (port, artifact) in SampleArtifacts.all {
        do {
          #expect(try store.load(key, port: port).digest == artifact.digest)
        } catch { errors += 1 }
      }
    }
    #expect(errors > 0)
  }

  @Test func isNoticedByAPublication() throws {
    let (store, key, path, bytes) = try stored()
    TestFolder.write(Array(bytes.prefix(100)), to: path)
    let (publication, result) = try store.publish(
      SampleArtifacts.all, provenance: .sample(KeyRecord.sample()))
    #expect(publication == .stored)
    #expect(try store.lookUp(key) == result)
    #expect(Files.status(path + ".damaged")?.size == 100)
  }

  @Test func mayBeNoHDF5AtAll() throws {
    let (store, key, path, bytes) = try stored()
    TestFolder.write([UInt8](repeating: 0x41, count: bytes.count), to: path)
    #expect(throws: DamagedObject.self) { try store.load(key, port: "volume") }
    #expect(throws: DamagedObject.self) { try store.provenance(of: key) }
  }
}

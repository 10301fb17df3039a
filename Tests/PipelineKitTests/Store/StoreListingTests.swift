import Testing

@testable import PipelineKit

@Suite struct StoreListingTests {
  let folder = TestFolder()

  /// What a listing says of a key each time that it is asked.
  private func answers(_ listing: inout StoreListing, _ key: JobKey, times: Int) -> Set<Bool> {
    Set((0..<times).map { _ in listing.canHave(key) })
  }

  @Test func knowsWhatIsThere() throws {
    let store = try Store(at: folder.path + "/store")
    let key = KeyRecord.sample().key
    var empty = StoreListing(store)
    let before = answers(&empty, key, times: 20)
    #expect(before == [false])

    _ = try store.publish(
      ["out": SampleArtifacts.record], provenance: .sample(KeyRecord.sample()))
    var listing = StoreListing(store)
    let after = answers(&listing, key, times: 20)
    #expect(after == [true])
    // Keys of the same folder that are not there: it has been listed by now.
    let others = (2...5000).map { KeyRecord.sample(size: $0).key }
      .filter { $0.description.prefix(2) == key.description.prefix(2) }
    #expect(others.count > 4)
    for other in others {
      let answer = answers(&listing, other, times: 1)
      #expect(answer == [false])
    }
  }

  /// Who may look files up but not list them is told nothing wrong.
  @Test func aFolderThatCannotBeListedMayHaveAnything() throws {
    let store = try Store(at: folder.path + "/store")
    let key = KeyRecord.sample().key
    try Files.makeFolder("\(store.folder)/objects")
    folder.write("", to: "store/objects/\(key.description.prefix(2))")
    var listing = StoreListing(store)
    let said = answers(&listing, key, times: 20)
    #expect(said == [true])
  }
}

import Foundation
import Support
import Testing

/// Files that are not what they say: sources and stored results.
@Suite struct DamageTests {
  /// Runs the experiment on other bytes in place of its head.
  private func messages(withHead bytes: Data) throws -> String {
    let experiment = try NoiseExperiment()
    try experiment.folder.write("head.nii", bytes)
    let outcome = try experiment.lastbit("run", "noise.yaml")
    #expect(outcome.status == 1)
    #expect(experiment.folder.files(under: ".lastbit/objects") == [])
    return outcome.messages
  }

  @Test func aTruncatedImageIsAnError() throws {
    let whole = SyntheticHead(size: 16).image
    for count in [0, 100, 352, whole.count / 2, whole.count - 1] {
      let messages = try messages(withHead: whole.prefix(count))
      #expect(messages.contains("error: stage 'normal' failed: "))
      #expect(messages.contains("head.nii"))
    }
  }

  @Test func anImageThatLiesAboutItsSizeIsAnError() throws {
    var image = SyntheticHead(size: 16).image
    for axis in 1...3 {
      image.replaceSubrange(40 + 2 * axis..<42 + 2 * axis, with: [0xFF, 0x7F])
    }
    #expect(try messages(withHead: image).contains("head.nii"))
    image.replaceSubrange(42..<44, with: [0xFF, 0xFF])
    #expect(try messages(withHead: image).contains("head.nii"))
  }

  @Test func aResultCutInHalfIsComputedAgainAndNothingElse() throws {
    let experiment = try NoiseExperiment()
    #expect(try experiment.lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    let key = try #require(
      try JSON(experiment.lastbit("show", "noisy[repeat=2]", "--json").output)["key"].text)
    let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
    let bytes = try experiment.folder.read(path)
    try experiment.folder.write(path, bytes.prefix(bytes.count / 2))
    let verified = try experiment.lastbit("cache", "verify")
    #expect(verified.status == 3)
    #expect(verified.messages.contains("is damaged"))
    let resumed = try experiment.lastbit("run", "noise.yaml")
    #expect(resumed.status == 0)
    #expect(resumed.output.hasPrefix("5 jobs: 1 run, 4 in the store before"))
    #expect(try experiment.digests() == before)
    #expect(try experiment.lastbit("cache", "verify").status == 0)
  }

  @Test func aBitFlippedInAResultIsFound() throws {
    let experiment = try NoiseExperiment()
    #expect(try experiment.lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    let key = try #require(
      try JSON(experiment.lastbit("show", "normal", "--json").output)["key"].text)
    let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
    var bytes = try experiment.folder.read(path)
    bytes[bytes.count / 2] ^= 0x10
    try experiment.folder.write(path, bytes)
    #expect(try experiment.lastbit("cache", "verify").status == 3)
    let shown = try experiment.lastbit("show", "normal")
    #expect(shown.status == 1)
    #expect(shown.messages.contains("is damaged"))
    // A new repeat reads the damaged result: it is found, set aside and computed again.
    let more = try experiment.lastbit("run", "noise.yaml", "--set", "repeats=4")
    #expect(more.status == 0, "\(more.messages)")
    #expect(more.messages.contains("is damaged"))
    let after = try experiment.digests()
    #expect(after["normal.image"] == before["normal.image"])
  }

  @Test func aStoreThatIsAFileIsAnError() throws {
    let experiment = try NoiseExperiment()
    try experiment.folder.write("store", "not a folder")
    let outcome = try experiment.lastbit("run", "noise.yaml", "--store", "store")
    #expect(outcome.status == 1)
    #expect(
      outcome.messages
        == "error: the store 'store' is not a folder; name a folder that can keep results\n")
  }
}

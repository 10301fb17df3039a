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
    #expect(outcome.status == 2)
    #expect(experiment.folder.files(under: ".lastbit/objects") == [])
    return outcome.messages
  }

  @Test func aTruncatedImageIsAnError() throws {
    let whole = SyntheticHead(size: 16).image
    for count in [0, 100, 352, whole.count / 2, whole.count - 1] {
      let messages = try messages(withHead: whole.prefix(count))
      #expect(messages.contains("error: stage 'normal' cannot read a source: "))
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

  /// The last result of a chain: no job reads it, so that only `verify` can find it damaged.
  @Test func whatVerifyFoundIsComputedAgain() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    let key = try #require(try JSON(lastbit("show", "bits", "--json").output)["key"].text)
    let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
    let whole = try experiment.folder.read(path)
    // In the header, among the arrays, at the end; and with the rest of the file gone.
    for position in [40, 700, whole.count / 2, whole.count - 3] {
      var bytes = whole
      bytes[position] ^= 0x10
      try experiment.folder.write(path, bytes)
      let verified = try lastbit("cache", "verify")
      #expect(verified.status == 3)
      #expect(verified.output.contains("5 results read, 1 damaged"))
      #expect(try lastbit("plan", "noise.yaml").output.contains("is damaged"))
      let run = try lastbit("run", "noise.yaml")
      #expect(run.status == 0)
      #expect(run.messages.contains("is damaged"))
      #expect(run.output.contains("1 run, 4 in the store before"))
      #expect(try lastbit("cache", "verify").status == 0)
      #expect(try lastbit("run", "noise.yaml").output.hasPrefix("Nothing to do"))
    }
    #expect(try experiment.digests() == before)
    // A file that was put back is whole again.
    var bytes = try experiment.folder.read(path)
    let good = bytes
    bytes[bytes.count / 2] ^= 1
    try experiment.folder.write(path, bytes)
    #expect(try lastbit("cache", "verify").status == 3)
    try experiment.folder.write(path, good)
    #expect(try lastbit("run", "noise.yaml").output.hasPrefix("Nothing to do"))
  }

  /// What was kept beside the first result of its key is mended as that is.
  @Test func aSecondResultOfOneKeyIsMended() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml").status == 0)
    let key = try #require(try JSON(lastbit("show", "bits", "--json").output)["key"].text)
    let path = ".lastbit/objects/\(key.prefix(2))/\(key)"
    var bytes = try experiment.folder.read("\(path).h5")
    bytes[bytes.count / 2] ^= 1
    try experiment.folder.write("\(path).2.h5", bytes)
    #expect(try lastbit("cache", "verify").status == 3)
    #expect(try lastbit("plan", "noise.yaml").output.contains("is damaged"))
    let run = try lastbit("run", "noise.yaml")
    #expect(run.status == 0 && run.messages.contains("is damaged"), "\(run.messages)")
    #expect(experiment.folder.exists("\(path).2.h5.damaged"))
    #expect(try lastbit("cache", "verify").status == 0)
    #expect(try lastbit("run", "noise.yaml").output.hasPrefix("Nothing to do"))
  }

  /// What is computed anew is compared with the bytes that are stored, not with what they claim.
  @Test func recomputingVouchesForNothingThatIsDamaged() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    for stage in ["normal", "bits"] {
      let key = try #require(try JSON(lastbit("show", stage, "--json").output)["key"].text)
      let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
      var bytes = try experiment.folder.read(path)
      bytes[bytes.count / 2] ^= 1
      try experiment.folder.write(path, bytes)
    }
    let again = try lastbit("run", "noise.yaml", "--recompute")
    #expect(again.status == 0, "\(again.messages)")
    #expect(again.messages.contains("normal: its stored result is damaged"))
    let aside = experiment.folder.files(under: ".lastbit").filter { $0.contains(".damaged") }
    #expect(aside.count == 2)
    #expect(try lastbit("cache", "verify").status == 0)
    #expect(try experiment.digests() == before)
  }

  /// What lies in a result's place and is no file of its own.
  @Test func strangeThingsInAResultsPlace() throws {
    for (script, isMended) in [
      (": > $f", true), ("rm $f; mkdir $f", true), ("rm $f; mkdir $f; touch $f/x", true),
      ("rm $f; mkfifo $f", true), ("rm $f; ln -s nowhere $f", false), ("rm $f; ln -s $f $f", false),
    ] {
      let experiment = try NoiseExperiment()
      let lastbit = experiment.lastbit
      #expect(try lastbit("run", "noise.yaml").status == 0)
      let key = try #require(try JSON(lastbit("show", "normal", "--json").output)["key"].text)
      let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
      _ = try lastbit.shell("f=\(path); \(script)")
      let run = try lastbit("run", "noise.yaml")
      #expect(run.status == (isMended ? 0 : 1), "\(script): \(run.messages)")
      #expect(run.messages.contains(isMended ? "is damaged" : "link"), "\(script): \(run.messages)")
      if isMended { #expect(try lastbit("cache", "verify").status == 0, "\(script)") }
    }
  }

  /// Two runs that meet one damaged result mend it once, and keep what the other stored.
  @Test func twoRunsMendOneDamage() throws {
    let experiment = try NoiseExperiment(size: 32)
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    for _ in 0..<3 {
      let key = try #require(try JSON(lastbit("show", "normal", "--json").output)["key"].text)
      let path = ".lastbit/objects/\(key.prefix(2))/\(key).h5"
      var bytes = try experiment.folder.read(path)
      bytes[bytes.count / 2] ^= 1
      try experiment.folder.write(path, bytes)
      #expect(try lastbit("cache", "verify").status == 3)
      let runs = try (0..<2).map { _ in try lastbit.start(["run", "noise.yaml"]) }
      for run in runs {
        let outcome = run.wait()
        #expect(outcome.status == 0, "\(outcome.messages)")
      }
      #expect(try lastbit("cache", "verify").output.contains("5 results read, all whole"))
    }
    #expect(try experiment.digests() == before)
    let aside = experiment.folder.files(under: ".lastbit").filter { $0.contains("damaged") }
    #expect(aside.count == 3)
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

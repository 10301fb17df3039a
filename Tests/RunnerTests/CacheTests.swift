import Foundation
import Support
import Testing

/// Several studies in one store: whose results are whose.
@Suite struct CacheTests {
  private let experiment: NoiseExperiment
  private var lastbit: Lastbit { experiment.lastbit }

  init() throws { experiment = try NoiseExperiment() }

  private func run(_ arguments: String...) throws {
    let outcome = try lastbit.call(["run"] + arguments)
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
  }

  private func isDone(_ arguments: String...) throws -> Bool {
    // Files that another set of params exported are to be exported again.
    let plan = try lastbit.call(["plan"] + arguments).output
    return plan.contains("Nothing to do") || plan.contains(": 0 will run, 5 are cached")
  }

  @Test func cleaningKeepsEverySetOfParams() throws {
    try run("noise.yaml")
    try run("noise.yaml", "--set", "size=9")
    #expect(try lastbit("cache", "clean").output.hasSuffix(": 0 files deleted, 0 B\n"))
    #expect(try isDone("noise.yaml"))
    #expect(try isDone("noise.yaml", "--set", "size=9"))
    // A param that is given its default is the same as one that is not given.
    try run("noise.yaml", "--set", "size=4")
    let known = try #require(try JSON(lastbit("cache", "manifests", "--json").output).list)
    #expect(known.map { $0["settings"]["size"].text } == [nil, "9"])
    #expect(known.map { $0["results"].integer } == [5, 5])
  }

  @Test func cleaningKeepsManifestsOfOneName() throws {
    for study in ["a", "b"] {
      _ = try lastbit.shell("mkdir \(study); cp head.nii noise.yaml \(study)/")
    }
    _ = try lastbit.shell("sed -i 's/default: 4/default: 7/' b/noise.yaml")
    try run("a/noise.yaml")
    try run("b/noise.yaml")
    #expect(try lastbit("cache", "clean").output.contains("0 files deleted"))
    #expect(try isDone("a/noise.yaml") && isDone("b/noise.yaml"))
    // One file that is reached on another way is one manifest.
    _ = try lastbit.shell("ln -s a c")
    try run("c/noise.yaml")
    #expect(try JSON(lastbit("cache", "manifests", "--json").output).list?.count == 2)
    // Results of the shown manifest alone are shown.
    #expect(try lastbit("show", "noisy", "--manifest", "b/noise.yaml").status == 0)
    let a = try JSON(lastbit("show", "bits", "--json", "--manifest", "a/noise.yaml").output)
    let b = try JSON(lastbit("show", "bits", "--json", "--manifest", "b/noise.yaml").output)
    #expect(a["key"].text != nil && a["key"].text != b["key"].text)
  }

  @Test func whatAManifestNeedsNoMoreGoes() throws {
    try run("noise.yaml")
    _ = try lastbit.shell("sed -i 's/default: 4/default: 7/' noise.yaml")
    try run("noise.yaml")
    let before = try lastbit("cache", "clean", "-n").output
    #expect(before.contains("noise.yaml: 4 results"))
    #expect(before.contains("of earlier runs\n"))
    #expect(before.contains("4 files would be deleted"))
    #expect(try lastbit("cache", "clean").output.contains("4 files deleted"))
    #expect(try isDone("noise.yaml"))
  }

  @Test func resultsOfSeveralNeedForce() throws {
    for study in ["a", "b"] {
      _ = try lastbit.shell(
        "mkdir \(study); cp head.nii noise.yaml \(study)/; "
          + "sed -i 's/name: noise/name: \(study)/' \(study)/noise.yaml")
    }
    _ = try lastbit.shell("sed -i 's/default: 4/default: 7/' b/noise.yaml")
    try run("a/noise.yaml")
    try run("b/noise.yaml")
    try run("noise.yaml", "--set", "size=11")
    // Of what 'a' and 'b' need, this keeps what all three share.
    let refused = try lastbit("cache", "clean", "--keep", "noise.yaml")
    #expect(refused.status == 2)
    #expect(refused.messages.contains("a/noise.yaml: 4 results"))
    #expect(refused.messages.contains("b/noise.yaml: 4 results"))
    #expect(refused.messages.contains("results of 2 manifests would be deleted; add --force"))
    #expect(try isDone("a/noise.yaml") && isDone("b/noise.yaml"))
    #expect(try lastbit("cache", "clean", "--older-than", "1d").output.contains("0 files deleted"))
    #expect(
      try lastbit("cache", "clean", "--drop", "a/noise.yaml").output.contains("4 files deleted"))
    #expect(try !isDone("a/noise.yaml") && isDone("b/noise.yaml"))
    let all = try lastbit("cache", "clean", "--keep", "b", "--force")
    #expect(all.status == 0 && all.output.contains("4 files deleted"))
    #expect(try isDone("b/noise.yaml"))
    let unknown = try lastbit("cache", "clean", "--keep", "nois.yaml")
    #expect(unknown.status == 2)
    #expect(unknown.messages.contains("no manifest 'nois.yaml' has run with this store"))
    #expect(try lastbit("cache", "clean", "--keep", "b", "--drop", "a").status == 2)
  }

  @Test func nothingGoesWhileAnotherRunWorks() throws {
    let large = try NoiseExperiment(size: 40)
    let run = try large.lastbit.start(["run", "noise.yaml", "--set", "repeats=40", "--cores", "1"])
    try #require(run.waits(for: "noisy repeat=2: done"))
    _ = try large.lastbit.shell(
      "cp .lastbit/objects/*/*.h5 .; for f in *.h5; do mkdir -p "
        + ".lastbit/objects/ff; cp $f .lastbit/objects/ff/ff${f#??}; break; done")
    let clean = try large.lastbit("cache", "clean")
    #expect(clean.status == 2)
    #expect(clean.messages.contains("another process is working with '.lastbit'"))
    run.send(SIGTERM)
    #expect(run.wait().status == 130)
    #expect(try large.lastbit("cache", "clean").output.contains("1 file deleted"))
  }

  @Test func whySaysWhatItComparesWith() throws {
    try run("noise.yaml")
    let other = try lastbit("why", "noise.yaml", "noisy[repeat=1]", "--set", "size=9").output
    #expect(other.contains("parameter 'size' changed from 4.0 to 9.0"))
    #expect(other.contains("\n  compared with its last run, which had no --set\n"))
    #expect(
      try lastbit("plan", "noise.yaml", "--set", "size=9").output
        .contains("\nCompared with its last run, which had no --set.\n"))
    try run("noise.yaml", "--set", "size=9")
    // Its own last run comes first, however old.
    let own = try lastbit("why", "noise.yaml", "noisy[repeat=1]").output
    #expect(own.hasPrefix("noisy repeat=1\n  cached") && !own.contains("compared with"))
    let third = try lastbit("why", "noise.yaml", "noisy[repeat=1]", "--set", "size=5").output
    #expect(third.contains("changed from 9.0 to 5.0"))
    #expect(third.contains("\n  compared with its last run, which had --set size=9\n"))
    // Another study of the name is better than nothing, and is named.
    _ = try lastbit.shell(
      "mkdir b; cp noise.yaml head.nii b; sed -i 's/default: 4/default: 2/' b/*.yaml")
    let elsewhere = try lastbit("why", "b/noise.yaml", "noisy[repeat=1]").output
    #expect(elsewhere.contains("changed from 9.0 to 2.0"))
    #expect(
      elsewhere.contains(
        "\n  compared with the last run of \(experiment.folder.path)/noise.yaml with size=9\n"))
  }

  @Test func dryRunsAndShortOptions() throws {
    let dry = try lastbit("run", "noise.yaml", "-n")
    #expect(dry.status == 0)
    #expect(dry.output == (try lastbit("plan", "noise.yaml").output))
    #expect(!experiment.folder.exists(".lastbit"))
    #expect(try lastbit("run", "noise.yaml", "-n", "--recompute").status == 2)
    for cores in [["-j1"], ["-j", "2"], ["-j", "all"], ["--cores", "all"], ["-k", "-j2"]] {
      #expect(try lastbit.call(["run", "noise.yaml"] + cores).status == 0, "\(cores)")
    }
    #expect(try lastbit("run", "noise.yaml", "-j", "0").status == 2)
    #expect(try lastbit("run", "noise.yaml", "-j", "many").status == 2)
  }
}

import Foundation
import Support
import Testing

/// Files of earlier runs that a manifest exports no more, and files that lastbit did not write.
@Suite struct StaleExportTests {
  private static let manifest = """
    lastbit: 1
    name: stale
    params: {size: {type: number, default: 4}}
    sources: {heads: {glob: "data/*.nii", axis: subject}}
    stages:
      noisy:
        uses: perturb/noise
        in: {image: heads}
        with: {size: $size}
        export: {image: {path: results/$subject.nii, sidecar: true}}
    """

  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    for name in ["a", "b", "c"] {
      try folder.write("data/\(name).nii", SyntheticHead(size: 8, spacing: 24).image)
    }
    try folder.write("stale.yaml", Self.manifest)
  }

  @Test func filesOfSubjectsThatAreGoneAreListed() throws {
    let first = try lastbit("run", "stale.yaml")
    #expect(first.status == 0 && !first.output.contains("no more"), "\(first.messages)")
    for name in ["b", "c"] {
      try FileManager.default.removeItem(atPath: folder.path("data/\(name).nii"))
    }
    // What somebody changed is theirs, and what they deleted is gone.
    try folder.write("results/c.nii", "mine")
    try FileManager.default.removeItem(atPath: folder.path("results/c.json"))
    let told = """
      2 files are left of earlier runs, and exported no more; lastbit leaves them where they are:
        results/b.json: noisy subject=b
        results/b.nii: noisy subject=b

      """
    let plan = try lastbit("plan", "stale.yaml").output
    #expect(plan.contains(told), "\(plan)")
    let run = try lastbit("run", "stale.yaml").output
    #expect(run.hasPrefix("Nothing to do") && run.hasSuffix(told), "\(run)")
    for command in ["plan", "run"] {
      let stale = try JSON(lastbit(command, "stale.yaml", "--json").output)["staleExports"]
      #expect(stale.list?.count == 2)
      #expect(stale[1]["path"].text == folder.path("results/b.nii"))
      #expect(stale[1]["stage"].text == "noisy")
      #expect(stale[1]["coordinates"]["subject"].text == "b")
    }
    // Other params are another run, which has exported nothing yet.
    #expect(
      try !lastbit("plan", "stale.yaml", "--set", "size=5").output.contains("no more"))
    try FileManager.default.removeItem(atPath: folder.path("results/b.nii"))
    try FileManager.default.removeItem(atPath: folder.path("results/b.json"))
    #expect(try !lastbit("plan", "stale.yaml").output.contains("no more"))
  }

  @Test func aPartOfAManifestSaysNothingOfTheRest() throws {
    try folder.write(
      "stale.yaml",
      Self.manifest + "\n  normal: {uses: preprocess/normalize, in: {image: heads}}\n")
    #expect(try lastbit("run", "stale.yaml").status == 0)
    let part = try lastbit("plan", "stale.yaml", "--targets", "normal").output
    #expect(!part.contains("no more"), "\(part)")
  }

  @Test func checkWarnsOfFilesThatARunWouldNotReplace() throws {
    #expect(try lastbit("check", "stale.yaml").output.hasSuffix("no problems\n"))
    #expect(!folder.exists(".lastbit"))
    try folder.write("results/b.nii", "mine")
    let check = try lastbit("check", "stale.yaml")
    #expect(check.status == 0)
    #expect(check.output.hasSuffix("1 warning\n"))
    #expect(
      check.messages.contains(
        "warning: stage 'noisy' would export over a file that lastbit did not write")
        && check.messages.contains("results/b.nii"), "\(check.messages)")
    let json = try JSON(lastbit("check", "stale.yaml", "--json").output)
    #expect(json["diagnostics"].list?.count == 1)
    #expect(try lastbit("run", "stale.yaml").status == 2)
    // lastbit's own files are no reason to warn.
    #expect(try lastbit("run", "stale.yaml", "--overwrite").status == 0)
    #expect(try lastbit("check", "stale.yaml").output.hasSuffix("no problems\n"))
  }

  @Test func plansHaveAllThatASchedulerNeeds() throws {
    try folder.write(
      "stale.yaml",
      Self.manifest + "\n    resources: {cores: 2, memory: 1 GiB, time: 1h}\n    retries: 3\n")
    let job = try JSON(lastbit("plan", "stale.yaml", "--json").output)["jobs"][1]
    #expect(job["key"].text?.count == 64)
    #expect(job["kind"].text == "perturb/noise")
    #expect(job["resources"]["cores"].integer == 2)
    #expect(job["resources"]["memory"].integer == 1 << 30)
    #expect(job["resources"]["time"].number == 3600)
    #expect(job["retries"].integer == 3)
    #expect(job["seed"].text.flatMap { UInt64($0) } != nil)
    #expect(job["files"][0]["port"].text == "image")
    #expect(job["files"][0]["path"].text == folder.path("results/b.nii"))
    #expect(job["files"][0]["sidecar"].text == folder.path("results/b.json"))
    // Nothing is outstanding before the result is there.
    #expect(job["exports"].list?.isEmpty == true)
  }
}

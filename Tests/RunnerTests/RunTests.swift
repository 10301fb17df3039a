import Foundation
import Support
import Testing

/// `lastbit run`: results, exports, second runs, failures.
@Suite struct RunTests {
  @Test func runsOnceAndThenFindsNothingToDo() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    let first = try lastbit("run", "noise.yaml")
    #expect(first.status == 0, "\(first.messages)")
    #expect(first.output.hasPrefix("5 jobs: 5 run ("))
    #expect(first.output.contains("Exported results/bits.tsv"))
    #expect(experiment.folder.exists("results/bits.nii.gz"))
    let second = try lastbit("run", "noise.yaml")
    #expect(second.status == 0)
    #expect(second.output.hasPrefix("Nothing to do: the store has the results of all 5 jobs ("))
    let json = try JSON(lastbit("run", "noise.yaml", "--json").output)
    #expect(json["done"].integer == 0)
    #expect(json["cached"].integer == 5)
  }

  @Test func planSaysWhatWillRunAndWhy() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(
      try lastbit("plan", "noise.yaml").output == """
        normal          will run  never ran
        noisy repeat=1  waits     for normal; never ran
        noisy repeat=2  waits     for normal; never ran
        noisy repeat=3  waits     for normal; never ran
        bits            waits     for noisy; never ran
        5 jobs: 1 will run, 4 wait for them, 0 are cached.

        """)
    #expect(
      try lastbit("plan", "noise.yaml", "--shape").output == """
        normal: 1
        noisy: repeat 3
        bits: 1, over repeat

        """)
    _ = try lastbit("run", "noise.yaml")
    let json = try JSON(lastbit("plan", "noise.yaml", "--set", "repeats=4", "--json").output)
    #expect(json["counts"]["cached"].integer == 4)
    #expect(json["counts"]["willRun"].integer == 1)
    #expect(json["counts"]["waits"].integer == 1)
  }

  @Test func whyNamesTheFieldThatChanged() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    _ = try lastbit("run", "noise.yaml")
    #expect(
      try lastbit("why", "noise.yaml", "noisy", "--set", "size=5").output == """
        noisy repeat=1; noisy repeat=2; noisy repeat=3
          will run
          parameter 'size' changed from 4.0 to 5.0
          compared with its last run, which had no --set

        """)
    try experiment.folder.write("head.nii", SyntheticHead(size: 16, spacing: 12, scale: 0.9).image)
    let changed = try lastbit("why", "noise.yaml", "normal").output
    #expect(changed.contains("input 'image' changed from "))
    #expect(
      try lastbit("why", "noise.yaml", "noisy[repeat=9]").messages == """
        error: no job of stage 'noisy' is at 'noisy[repeat=9]'; its axes are repeat (1, 2, 3)

        """)
  }

  @Test func aStageThatFailsIsToldWithItsPlace() throws {
    let experiment = try NoiseExperiment()
    try experiment.folder.write("broken.nii", Data("no image".utf8))
    try experiment.folder.write(
      "broken.yaml",
      """
      lastbit: 1
      name: broken
      sources:
        head: {file: head.nii}
        broken: {file: broken.nii}
      stages:
        bad: {uses: preprocess/normalize, in: {image: broken}}
        after: {uses: perturb/noise, in: {image: bad}}
        good: {uses: preprocess/normalize, in: {image: head}, export: good.nii}
      """)
    let outcome = try experiment.lastbit("run", "broken.yaml", "--keep-going")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("broken.yaml:7:3: error: stage 'bad' failed: "))
    #expect(outcome.messages.contains("broken.nii"))
    #expect(outcome.output.contains("1 run, 1 failed, 1 need a failed one"))
    #expect(experiment.folder.exists("good.nii"))
    let again = try experiment.lastbit("plan", "broken.yaml").output
    #expect(again.contains("failed the last time"))
  }

  @Test func targetsLimitTheRun() throws {
    let experiment = try NoiseExperiment()
    let outcome = try experiment.lastbit("run", "noise.yaml", "--targets", "noisy")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("4 jobs: 4 run ("))
    let wrong = try experiment.lastbit("run", "noise.yaml", "--targets", "noisi")
    #expect(wrong.status == 2)
    #expect(wrong.messages == "error: the manifest has no stage 'noisi'; did you mean 'noisy'?\n")
  }

  @Test func moreMemoryThanThereIsIsRefused() throws {
    let experiment = try NoiseExperiment()
    try experiment.folder.write(
      "big.yaml",
      NoiseExperiment.manifest + "\ndefaults: {resources: {memory: 4 GiB}}\n")
    let outcome = try experiment.lastbit("run", "big.yaml", "--memory", "1GiB")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("error: stage 'normal' asks for "))
  }

  @Test(arguments: [1, 2, 8])
  func resultsDoNotDependOnCores(_ cores: Int) throws {
    let experiment = try NoiseExperiment()
    try experiment.folder.write(
      "noise.yaml",
      NoiseExperiment.manifest + """

        defaults: {arithmetic: random-rounding, resources: {cores: \(cores)}}
        """)
    #expect(try experiment.lastbit("run", "noise.yaml", "--cores", "\(cores)").status == 0)
    let reference = try NoiseExperiment()
    try reference.folder.write(
      "noise.yaml", NoiseExperiment.manifest + "\ndefaults: {arithmetic: random-rounding}\n")
    #expect(try reference.lastbit("run", "noise.yaml", "--cores", "1").status == 0)
    #expect(try experiment.digests() == reference.digests())
  }

  @Test func recomputingGivesTheSame() throws {
    let experiment = try NoiseExperiment()
    #expect(try experiment.lastbit("run", "noise.yaml").status == 0)
    let before = try experiment.digests()
    let again = try experiment.lastbit("run", "noise.yaml", "--recompute")
    #expect(again.status == 0)
    #expect(again.output.hasPrefix("5 jobs: 5 run ("))
    #expect(try experiment.digests() == before)
  }
}

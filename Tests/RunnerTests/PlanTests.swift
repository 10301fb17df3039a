import Foundation
import Support
import Testing

/// What `lastbit plan` says beside the jobs.
@Suite struct PlanTests {
  private let experiment: NoiseExperiment

  init() throws {
    experiment = try NoiseExperiment()
    let presets = "presets:\n  small: {repeats: 2, size: 8}\n  usual: {}\n"
    try experiment.folder.write("noise.yaml", NoiseExperiment.manifest + "\n" + presets)
  }

  private func plan(_ arguments: String...) throws -> String {
    try experiment.lastbit.call(["plan", "noise.yaml"] + arguments).output
  }

  @Test func paramsThatAreGivenComeFirst() throws {
    #expect(try !plan().contains("Params"))
    #expect(try plan("--set", "size=9").hasPrefix("Params: size=9.\n"))
    #expect(
      try plan("--preset", "small").hasPrefix("Preset 'small': repeats=2, size=8.\n"))
    #expect(
      try plan("--preset", "small", "--set", "size=5")
        .hasPrefix("Preset 'small': repeats=2, size=5.\n"))
    #expect(
      try plan("--preset", "usual").hasPrefix("Preset 'usual': all as the manifest has them.\n"))
  }

  @Test func programsGetThemToo() throws {
    let given = try JSON(plan("--json", "--preset", "small"))
    #expect(given["preset"].text == "small")
    #expect(given["params"]["repeats"].text == "2")
    #expect(try JSON(plan("--json"))["preset"].isNull)
  }

  @Test func checkRefusesWhatNoFlagAllows() throws {
    try experiment.folder.write(
      "noise.yaml",
      NoiseExperiment.manifest.replacingOccurrences(
        of: "results/bits.tsv", with: ".lastbit/objects/bits.tsv"))
    _ = try experiment.lastbit.call(["run", "noise.yaml", "--targets", "normal"])
    let outcome = try experiment.lastbit.call(["check", "noise.yaml"])
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("lies in the store, where only results are kept"))
  }
}

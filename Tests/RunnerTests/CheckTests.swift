import Foundation
import Support
import Testing

/// `lastbit check` on wrong and hostile manifests.
@Suite struct CheckTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("head.nii", SyntheticHead(size: 4).image)
  }

  @Test func saysWhatARightManifestHas() throws {
    try folder.write("noise.yaml", NoiseExperiment.manifest)
    let outcome = try lastbit("check", "noise.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.output == "noise.yaml: 3 stages, 5 jobs, no problems\n")
    #expect(try JSON(lastbit("check", "noise.yaml", "--json").output)["jobs"].integer == 5)
  }

  @Test func tellsAllProblemsAtOnce() throws {
    try folder.write(
      "wrong.yaml",
      """
      lastbit: 1
      name: wrong
      sources:
        head: {file: head.nii}
      stages:
        normal:
          uses: preprocess/normalise
          in: {image: head}
        noisy:
          uses: perturb/noise
          in: {image: head}
          with: {sise: 2}
      """)
    let outcome = try lastbit("check", "wrong.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(
      outcome.messages == """
        wrong.yaml:7:11: error: unknown stage kind 'preprocess/normalise'; did you mean \
        'preprocess/normalize'?
            uses: preprocess/normalise
                  ^
        wrong.yaml:12:12: error: 'perturb/noise' has no parameter 'sise'; did you mean 'size'?
            with: {sise: 2}
                   ^

        """)
    let json = try JSON(lastbit("check", "wrong.yaml", "--json").output)
    #expect(json["diagnostics"].list?.count == 2)
    #expect(json["diagnostics"][1]["line"].integer == 12)
  }

  @Test func settingsAreChecked() throws {
    try folder.write("noise.yaml", NoiseExperiment.manifest)
    let outcome = try lastbit("check", "noise.yaml", "--set", "repeats=1", "--set", "sise=3")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("repeats"))
    #expect(outcome.messages.contains("did you mean 'size'?"))
  }

  @Test func nothingRunsFromAWrongManifest() throws {
    try folder.write("wrong.yaml", NoiseExperiment.manifest + "\n  more: {uses: none}\n")
    let outcome = try lastbit("run", "wrong.yaml")
    #expect(outcome.status == 2)
    #expect(!folder.exists(".lastbit"))
  }

  @Test(arguments: [
    "lastbit: 1\nstages: {a: {uses: \"x\n", "lastbit: 1\nlastbit: 1\n", "a:\n\t- b\n",
    String(repeating: "[", count: 10_000), String(repeating: "{a: ", count: 10_000), "",
    "&a [*a]", "lastbit: 2\nstages: {}\n", "!!python/object:os.system {}",
  ])
  func hostileTextIsAnError(_ text: String) throws {
    try folder.write("hostile.yaml", text)
    try expectsPlainError()
  }

  @Test func aliasesThatMultiplyAreAnError() throws {
    var text = "lastbit: 1\na0: &a0 [x, x]\n"
    for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    try folder.write("hostile.yaml", text)
    try expectsPlainError()
  }

  @Test func bytesThatAreNotTextAreAnError() throws {
    try folder.write("hostile.yaml", Data([0x6C, 0x61, 0xFF, 0xFE, 0x00, 0x3A]))
    try expectsPlainError()
  }

  @Test func aHugeFileIsAnError() throws {
    try folder.write("hostile.yaml", "lastbit: 1\n")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("hostile.yaml")))
    try handle.truncate(atOffset: 100_000_000)
    try handle.close()
    try expectsPlainError()
  }

  private func expectsPlainError() throws {
    let outcome = try lastbit("check", "hostile.yaml")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("error: "))
    #expect(outcome.messages.utf8.count < 20_000)
  }
}

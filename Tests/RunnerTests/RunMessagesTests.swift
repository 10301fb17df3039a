import Foundation
import Support
import Testing

/// What a run of many jobs says: each thing once.
@Suite struct RunMessagesTests {
  private static let count = 12

  /// A study of `count` subjects; those in `broken` are no images.
  private func study(_ stages: String, broken: ClosedRange<Int>? = nil) throws -> (
    folder: TemporaryFolder, lastbit: Lastbit
  ) {
    let folder = try TemporaryFolder()
    for subject in 1...Self.count {
      let isBroken = broken?.contains(subject) ?? false
      let head = SyntheticHead(size: 12, spacing: 16, scale: 1 - Float(subject) / 100).image
      try folder.write(
        "sub-\(subject < 10 ? "0" : "")\(subject).nii", isBroken ? Data("no image".utf8) : head)
    }
    try folder.write(
      "study.yaml",
      "lastbit: 1\nname: study\nsources: {heads: {glob: sub-*.nii, axis: subject}}\nstages:\n"
        + stages)
    return (folder, Lastbit(in: folder.path))
  }

  private static let measured = """
      noisy: {uses: perturb/noise, in: {image: heads}, sweep: {repeat: 1..2}}
      bits:
        uses: measure/significant-bits
        in: {samples: noisy}
        over: repeat
        with: {method: general}
        export: {summary: results/$subject.tsv}

    """

  @Test func equalWarningsAndExportsAreCounted() throws {
    let (folder, lastbit) = try study(Self.measured)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try lastbit("run", "study.yaml")
    #expect(outcome.status == 0)
    let warnings = outcome.messages.split(separator: "\n").filter { $0.contains("warning") }
    #expect(
      warnings == [
        "warning: bits, 12 jobs (subject=01; subject=02; subject=03; …): 2 samples: method general "
          + "needs 59 to hold with probability 0.95 at confidence 0.95"
      ])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("Exported results/") } == 5)
    #expect(lines.last == "Exported 7 more files")
    // What comes from the store was said when it was made; the log keeps it.
    #expect(try !lastbit("run", "study.yaml").messages.contains("warning"))
    #expect(try lastbit("show", "bits[subject=01]").output.contains("warning: 2 samples: method"))
  }

  @Test func equalFailuresAreTold() throws {
    let (folder, lastbit) = try study(
      "  normal: {uses: preprocess/normalize, in: {image: heads}}\n", broken: 3...8)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try lastbit("run", "study.yaml", "--keep-going", "--cores", "1")
    #expect(outcome.status == 1)
    let errors = outcome.messages.split(separator: "\n").filter { $0.contains("error: ") }
    #expect(errors.count == 1)
    #expect(
      outcome.messages.contains("normal subject=08: failed like normal subject=03\n"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("12 jobs: 6 run, 6 failed ("))
    #expect(lines[1] == "6 jobs failed:")
    #expect(
      lines[2] == "  normal 6 of 12 failed (subject=03; subject=04; subject=05; subject=06; … 2 "
        + "more) (study.yaml:5:3)")
    #expect(lines[3].contains("sub-03.nii"))
    #expect(lines[4...] == ["To go on: lastbit run study.yaml --keep-going --cores 1"])
  }

  @Test func theCommandThatGoesOnIsOneThatAShellReads() throws {
    let (folder, lastbit) = try study(
      "  normal: {uses: preprocess/normalize, in: {image: heads}}\n", broken: 1...1)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try lastbit("run", "study.yaml", "-k", "--store", "my store's")
    #expect(
      outcome.output.hasSuffix(
        "To go on: lastbit run study.yaml -k --store 'my store'\\''s'\n"))
  }

  @Test func reasonsAreGroupedOverSubjects() throws {
    let (folder, lastbit) = try study(Self.measured)
    defer { withExtendedLifetime(folder) {} }
    #expect(try lastbit("run", "study.yaml").status == 0)
    for subject in 1...Self.count {
      try folder.write(
        "sub-\(subject < 10 ? "0" : "")\(subject).nii",
        SyntheticHead(size: 12, spacing: 16, scale: 0.8 - Float(subject) / 100).image)
    }
    #expect(
      try lastbit("why", "study.yaml", "noisy[repeat=1]").output == """
        \((1...8).map { "noisy subject=0\($0) repeat=1" }.joined(separator: "; ")); … (12 jobs)
          will run
          input 'image' changed

        """)
    #expect(
      try lastbit("why", "study.yaml", "bits").output == """
        \((1...8).map { "bits subject=0\($0)" }.joined(separator: "; ")); … (12 jobs)
          waits: what it reads is not known yet
          noisy will run: input 'image' changed

        """)
    // One job is told everything.
    #expect(
      try lastbit("why", "study.yaml", "noisy[repeat=1, subject=01]").output
        .contains("input 'image' changed from "))
  }
}

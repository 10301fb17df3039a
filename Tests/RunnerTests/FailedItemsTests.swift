import Foundation
import Support
import Testing

/// Runs that go on without what failed, as a person sees them.
@Suite struct FailedItemsTests {
  /// A head of large numbers, which half precision cannot hold, moved onto itself.
  private static let manifest = """
    lastbit: 1
    name: breakdown
    sources: {head: {file: head.nii}}
    stages:
      aligned:
        uses: register/affine
        in: {moving: head, fixed: head}
        with: {levels: [24], iterations: 1, dof: rigid}
        sweep: {arithmetic: [random-rounding, {reduced: {format: float16}}], repeat: 1..2}
      bits:
        uses: measure/significant-bits
        in: {samples: aligned.transform}
        over: repeat
      report:
        uses: report/html
        in: {transform-bits: bits.summary}
        over: arithmetic
        failed: drop
        export: report.html
    """

  private func folder() throws -> (folder: TemporaryFolder, lastbit: Lastbit) {
    let folder = try TemporaryFolder()
    var head = SyntheticHead(size: 16, spacing: 12).image
    // `scl_slope`: what the stored numbers are multiplied with.
    head.replaceSubrange(112..<116, with: withUnsafeBytes(of: Float(1e4)) { Data($0) })
    try folder.write("head.nii", head)
    try folder.write("breakdown.yaml", Self.manifest)
    return (folder, Lastbit(in: folder.path))
  }

  @Test func aBreakdownIsAResult() throws {
    let (folder, lastbit) = try folder()
    let outcome = try lastbit("run", "breakdown.yaml", "--cores", "1")
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains(
        "under 'reduced{format=float16}' its numbers broke down: kernel '"), "\(outcome.messages)")
    let output = outcome.output
    #expect(output.hasPrefix("7 jobs: 4 run, 2 failed, 1 need a failed one ("))
    // What failed comes last, after the exports, with the command that goes on.
    let lines = output.split(separator: "\n")
    let exported = try #require(lines.firstIndex(of: "Exported report.html"))
    #expect(
      lines[exported + 1...exported + 2] == [
        "2 jobs failed:",
        "  aligned arithmetic=reduced{format=float16}: 2 of 2 failed; 'report' leaves them out "
          + "(breakdown.yaml:5:3)",
      ])
    #expect(lines.last == "To go on: lastbit run breakdown.yaml --cores 1")
    let page = try String(contentsOfFile: folder.path + "/report.html", encoding: .utf8)
    #expect(page.contains("arithmetic=reduced{format=float16}</td>"))
    #expect(page.contains(">2 of 2</td>"))
    #expect(page.contains("broke down: kernel "))
    #expect(page.contains("random-rounding"))
  }

  @Test func failuresCanBeAllowed() throws {
    let (folder, lastbit) = try folder()
    #expect(try lastbit("run", "breakdown.yaml", "--allow-failed").status == 0)
    // The report is the same one again, though what failed is tried again.
    let json = try JSON(lastbit("run", "breakdown.yaml", "--allow-failed", "--json").output)
    #expect(json["done"].integer == 0 && json["cached"].integer == 4)
    #expect(json["failures"][0]["breakdown"]["arithmetic"].text == "reduced{format=float16}")
    #expect(json["failures"][0]["dropped"].integer == 1)
    #expect(json["failedStages"][0]["groups"][0]["failed"].integer == 2)
    // Without `failed: drop` nothing is allowed.
    try folder.write(
      "strict.yaml", Self.manifest.replacingOccurrences(of: "    failed: drop\n", with: ""))
    let strict = try lastbit("run", "strict.yaml", "--allow-failed", "--keep-going")
    #expect(strict.status == 1)
    #expect(strict.output.contains("2 failed, 2 need a failed one"))
  }

  @Test func aReportOfNothingIsNotMade() throws {
    let (folder, lastbit) = try folder()
    try folder.write(
      "all.yaml", Self.manifest.replacingOccurrences(of: "[random-rounding, ", with: "["))
    let outcome = try lastbit("run", "all.yaml", "--allow-failed")
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains("report: left out, because the item of 'transform-bits' is missing")
    )
    #expect(!folder.exists("report.html"))
  }

  @Test func oneDamagedSubjectLeavesTheOthers() throws {
    let (folder, lastbit) = try folder()
    for subject in ["sub-01", "sub-03"] {
      try folder.write("\(subject).nii", SyntheticHead(size: 16, spacing: 12).image)
    }
    try folder.write("sub-02.nii", Data("no image".utf8))
    try folder.write(
      "subjects.yaml",
      """
      lastbit: 1
      sources: {heads: {glob: sub-*.nii, axis: subject}}
      stages:
        normal: {uses: preprocess/normalize, in: {image: heads}}
        noisy: {uses: perturb/noise, in: {image: normal}, sweep: {repeat: 1..2}}
        bits: {uses: measure/significant-bits, in: {samples: noisy}, over: repeat}
        all:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: [subject, repeat]
          failed: drop
          export: {summary: all.tsv}
      """)
    let outcome = try lastbit("run", "subjects.yaml")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("normal 1 of 3 failed (subject=02); 'all' leaves them out"))
    #expect(folder.exists("all.tsv"))
    let shown = try lastbit("show", "all", "--provenance").output
    #expect(shown.contains("goes on without 2 of 6 items of 'samples', for want of results:"))
    // Once the scan is whole, all of it is measured.
    try folder.write("sub-02.nii", SyntheticHead(size: 16, spacing: 12, scale: 0.9).image)
    let again = try lastbit("run", "subjects.yaml")
    #expect(again.status == 0 && again.output.hasPrefix("13 jobs: 5 run, 8 in the store before ("))
  }
}

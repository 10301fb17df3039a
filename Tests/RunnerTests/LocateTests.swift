import Foundation
import Support
import Testing

/// `lastbit locate`: which kernels and layers lose the bits of a small registration.
@Suite struct LocateTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("fixed.nii", SyntheticHead(size: 16, spacing: 12).image)
    try folder.write("moving.nii", SyntheticHead(size: 16, spacing: 12, shift: (5, -3, 2)).image)
    try folder.write("labels.nii", SyntheticHead(size: 16, spacing: 12).labels)
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      name: small
      sources:
        fixed: {file: fixed.nii}
        moving: {file: moving.nii}
        labels: {file: labels.nii, type: labels}
      stages:
        aligned:
          uses: register/affine
          in: {moving: moving, fixed: fixed}
          with: {levels: [24, 12], iterations: 3, start: identity, dof: rigid}
          sweep: {arithmetic: [ieee, {mca: {precision: 12}}], repeat: 1..2}
        moved:
          uses: register/apply
          in: {image: labels, fixed: fixed, transform: "aligned[arithmetic=ieee, repeat=1].transform"}
        noisy:
          uses: perturb/noise
          in: {image: fixed}
      """)
  }

  private func located(_ arguments: String...) throws -> JSON {
    let outcome = try lastbit.call(["locate", "m.yaml"] + arguments + ["--json"])
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    return try JSON(outcome.output)
  }

  /// The bits of a set of names, measured by an ordinary manifest.
  private func bits(only names: [String]) throws -> Double {
    try folder.write(
      "check.yaml",
      """
      lastbit: 1
      sources: {fixed: {file: fixed.nii}, moving: {file: moving.nii}}
      stages:
        plain:
          uses: register/affine
          in: {moving: moving, fixed: fixed}
          with: {levels: [24, 12], iterations: 3, start: identity, dof: rigid}
        noisy:
          uses: register/affine
          in: {moving: moving, fixed: fixed}
          with: {levels: [24, 12], iterations: 3, start: identity, dof: rigid}
          arithmetic: {mca: {precision: 12, only: [\(names.map { "'\($0)'" }.joined(separator: ", "))]}}
          sweep: {repeat: 1..3}
        bits:
          uses: measure/significant-bits
          in: {samples: noisy.resampled, reference: plain.resampled}
          over: repeat
          export: {summary: bits.tsv}
      """)
    let outcome = try lastbit("run", "check.yaml")
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    let lines = try String(contentsOfFile: folder.path("bits.tsv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t") }
    let column = try #require(lines[0].firstIndex(of: "mean"))
    return try #require(Double(lines[1][column]))
  }

  @Test func findsSetsThatCannotBeSmaller() throws {
    let json = try located("aligned.resampled", "--samples", "3")
    #expect(json["output"].text == "aligned.resampled")
    #expect(json["arithmetic"].text?.hasPrefix("mca{mode=rr,") == true)
    #expect(json["measure"].text == "bits")
    let threshold = try #require(json["threshold"].value as? Double)
    let sets = try #require(json["sets"].list)
    #expect(!sets.isEmpty)
    for set in sets {
      #expect(try #require(set["bits"].value as? Double) < threshold)
      #expect(try #require(set["confirmed"]["bits"].value as? Double) < threshold)
      #expect(set["confirmed"]["samples"].integer == 6)
      #expect(set["confirmed"]["failed"].integer == 0)
      // Each number counts its worst sample, so all together keep no more than the worst one alone.
      let least = try #require(set["confirmed"]["least"].value as? Double)
      #expect(try #require(set["confirmed"]["bits"].value as? Double) <= least)
      let names = try #require(set["names"].list).compactMap(\.text)
      // Other seeds, so only near the answer.
      #expect(try bits(only: names) < threshold + 2)
    }
    if let rest = json["rest"]["bits"].value as? Double { #expect(rest >= threshold) }
    let single = try #require(json["single"].list)
    #expect(single.contains { $0["names"][0].text == "smooth" })
    for entry in single {
      let isBelow = try #require(entry["bits"].value as? Double) < threshold
      if !isBelow { #expect((entry["lost"].value as? Bool) == false) }
    }
    // The same search again looks everything up.
    #expect(try #require(json["run"].integer) > 10)
    let again = try located("aligned.resampled", "--samples", "3")
    #expect(again["run"].integer == 0)
    #expect(again["sets"].list?.count == sets.count)
    #expect(
      again["sets"][0]["names"].list?.compactMap(\.text)
        == sets[0]["names"].list?.compactMap(\.text))
    // And it leaves the manifest's own results alone.
    #expect(
      try lastbit("run", "m.yaml", "--targets", "aligned").output.contains("2 in the store before"))
  }

  @Test func searchesByLayerAndLeavesOut() throws {
    let json = try located("aligned.resampled", "--samples", "2", "--by", "layer")
    let names = try #require(json["single"].list).compactMap { $0["names"][0].text }
    let layers = [
      "centres", "level1", "level2", "pyramid.fixed", "pyramid.moving", "quality", "result",
    ]
    #expect(names == ["top"] + layers || names == layers)
    let without = try located(
      "aligned.resampled", "--samples", "2", "--by", "kernel", "--except", "space", "contraction")
    let kernels = try #require(without["single"].list).compactMap { $0["names"][0].text }
    #expect(!kernels.contains("smooth") && !kernels.contains("matmul"))
  }

  @Test func labelsAreComparedByDice() throws {
    let json = try located("moved", "--samples", "2", "--arithmetic", "mca{precision=3}")
    #expect(json["measure"].text == "dice")
    #expect(json["sets"][0]["names"].list?.compactMap(\.text) == ["resample"])
    let text = try lastbit(
      "locate", "m.yaml", "moved", "--samples", "2", "--arithmetic", "mca{precision=3}")
    #expect(text.output.contains("The smallest sets whose perturbation alone loses it:"))
    #expect(text.output.contains("  1.  resample  Dice 0."))
    #expect(text.output.contains("0 jobs run"))
  }

  @Test func whatIsNotLostNeedsNoSearch() throws {
    let outcome = try lastbit(
      "locate", "m.yaml", "aligned.resampled", "--samples", "2", "--bits", "0.01")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Nothing to find: with all kernels perturbed it is not lost."))
  }

  @Test(arguments: [
    (["alignd.resampled"], "the manifest has no stage 'alignd'; did you mean 'aligned'?"),
    (["aligned"], "'register/affine' has more than one output; write aligned.transform or"),
    (["aligned.resample"], "has no output 'resample'; did you mean 'resampled'?"),
    (
      ["aligned[repeat=7].resampled"],
      "no job of stage 'aligned' is at 'aligned[repeat=7].resampled'"
    ),
    (["aligned.resampled", "--arithmetic", "ieee"], "arithmetic 'ieee' perturbs nothing"),
    (["aligned.resampled", "--arithmetic", "mcaa"], "did you mean 'mca'?"),
    (["aligned.resampled", "--arithmetic", "mca{only=[sum]}"], "leave out kernels with --except"),
    (["aligned.resampled", "--except", "smoth"], "did you mean 'smooth'?"),
    (["aligned.resampled", "--samples", "1"], "--samples must be at least 2, not 1"),
    (["aligned.resampled", "--bits", "0"], "--bits must lie above 0"),
  ])
  func wrongCallsAreStatus2(_ arguments: [String], _ message: String) throws {
    let outcome = try lastbit.call(["locate", "m.yaml"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains(message), "\(outcome.messages)")
    #expect(!folder.exists(".lastbit"))
  }
}

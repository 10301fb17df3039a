import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct MeasureDiceTests {
  private let twoThirds: Double = 2.0 / 3

  private func labels(_ values: [Int32], affine: Affine = .identity) -> Artifact {
    .labels(Labels(voxels: Tensor(shape: [values.count, 1, 1], values: values), affine: affine))
  }

  @Test func knownOverlaps() throws {
    // Label 1: 2 and 1 voxels, 1 in common: 2/3; then 2 and 2: 1; then 1 and 2: 2/3.
    let samples = [
      labels([1, 1, 2, 0]), labels([1, 0, 2, 2]), labels([1, 1, 2, 0]),
    ]
    let outputs = try Running.run(MeasureDice.self, [:], ["samples": Running.many(samples)])
    let pairs = try #require(outputs["pairs"]).table()
    #expect(pairs.rowCount == 6)
    #expect(
      pairs["first"]
        == .text(["repeat=1", "repeat=1", "repeat=1", "repeat=1", "repeat=2", "repeat=2"]))
    #expect(
      pairs["second"]
        == .text(["repeat=2", "repeat=2", "repeat=3", "repeat=3", "repeat=3", "repeat=3"]))
    let dice = try #require(pairs.numbers("dice"))
    #expect(dice == [twoThirds, twoThirds, 1, 1, twoThirds, twoThirds])

    let each = try #require(outputs["labels"]).table()
    #expect(each["label"] == .integers([1, 2]))
    #expect(each.numbers("minimum") == [twoThirds, twoThirds])
    #expect(each.numbers("overlap") == [0.6, 0.75])
    // Without each sample one pair is left: 2/3, 1 and 2/3, by the jackknife √(2/3 · 6/81).
    let errors = try #require(each.numbers("error"))
    #expect(errors.allSatisfy { abs($0 - 2.0 / 9) < 1e-12 })

    let summary = try #require(outputs["summary"]).table()
    #expect(summary.numbers("pairs") == [3])
    #expect(summary.numbers("mean-minimum") == [twoThirds])
    #expect(summary.numbers("least-minimum") == [twoThirds])
  }

  /// Families are compared at one size: a part of the samples is taken, always the same.
  @Test func aPartOfTheSamplesIsTaken() throws {
    let samples = [[1, 1, 2, 0], [1, 0, 2, 2], [1, 1, 2, 0], [2, 1, 2, 0]].map { labels($0) }
    func run(_ size: Int, _ count: Int) throws -> [String: Artifact] {
      try Running.run(
        MeasureDice.self, ["size": .integer(size)],
        ["samples": Running.many(Array(samples.prefix(count)))])
    }
    let outputs = try run(3, 4)
    #expect(try #require(outputs["summary"]).table().numbers("samples") == [3])
    let pairs = try #require(outputs["pairs"]).table()
    let members = Set((pairs.text("first") ?? []) + (pairs.text("second") ?? []))
    let vote = try Running.run(
      EnsembleVote.self, ["size": 3], ["samples": Running.many(samples)])
    #expect(members.count == 3)
    #expect(try #require(vote["summary"]).table().numbers("members") == [3])
    #expect(
      stageError { _ = try run(3, 2) } == "an ensemble of 3 members was asked for, and there are 2")
  }

  @Test func labelsCanBeChosen() throws {
    let samples = [labels([1, 2, 3]), labels([1, 2, 0])]
    let outputs = try Running.run(
      MeasureDice.self, ["labels": [2, 3]], ["samples": Running.many(samples)])
    let each = try #require(outputs["labels"]).table()
    #expect(each["label"] == .integers([2, 3]))
    #expect(each.numbers("minimum") == [1, 0])
  }

  @Test func labelsCanHaveFreeSurfersNames() throws {
    let samples = [labels([17, 2035, 9999]), labels([17, 2035, 9999])]
    let outputs = try Running.run(
      MeasureDice.self, ["names": "freesurfer"], ["samples": Running.many(samples)])
    let names = ["Left-Hippocampus", "ctx-rh-insula", "Unknown-Label"]
    #expect(try #require(outputs["labels"]).table()["name"] == .text(names))
    #expect(try #require(outputs["pairs"]).table()["name"] == .text(names))
  }

  @Test func wrongInputsAreNamed() {
    let one = stageError {
      _ = try Running.run(MeasureDice.self, [:], ["samples": Running.many([labels([1])])])
    }
    #expect(one?.contains("at least two samples") == true)
    let empty = stageError {
      _ = try Running.run(
        MeasureDice.self, [:], ["samples": Running.many([labels([0]), labels([0])])])
    }
    #expect(empty?.contains("no labels") == true)
    let elsewhere = stageError {
      _ = try Running.run(
        MeasureDice.self, [:],
        ["samples": Running.many([labels([1]), labels([1], affine: .translation([5, 0, 0]))])])
    }
    #expect(elsewhere?.contains("the sample at repeat=2") == true)
  }
}

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

    let summary = try #require(outputs["summary"]).table()
    #expect(summary.numbers("pairs") == [3])
    #expect(summary.numbers("mean-minimum") == [twoThirds])
    #expect(summary.numbers("least-minimum") == [twoThirds])
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

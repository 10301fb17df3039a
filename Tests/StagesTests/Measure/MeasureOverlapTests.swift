import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct MeasureOverlapTests {
  private func run(_ labels: [Int32], _ truth: [Int32], _ values: [String: Value] = [:]) throws
    -> [String: Artifact]
  {
    try Running.run(
      MeasureOverlap.self, values,
      [
        "labels": Running.one(EnsembleSample.labels(labels)),
        "truth": Running.one(EnsembleSample.labels(truth)),
      ])
  }

  @Test func coefficientsAreThoseWrittenOut() throws {
    let outputs = try run([0, 1, 1, 1, 2, 0], [0, 1, 1, 2, 2, 2])
    let rows = try outputs.table("labels")
    #expect(rows["label"] == .integers([1, 2]))
    #expect(rows.numbers("dice") == [0.8, 0.5])
    #expect(rows.numbers("iou").map { $0.map { ($0 * 3).rounded() } } == [2, 1])
    #expect(rows.numbers("volume") == [3, 1] && rows.numbers("true-volume") == [2, 3])
    #expect(rows.numbers("similarity") == [0.8, 0.5])
    let summary = try outputs.table("summary")
    #expect(summary.numbers("mean-dice") == [0.65] && summary.numbers("least-dice") == [0.5])
    #expect(summary.numbers("accuracy") == [0.6])
    #expect(try run([1, 2], [1, 2], ["labels": [2]]).table("labels").rowCount == 1)
  }

  @Test func saysWhereThereIsNothingToCompare() {
    #expect(
      stageError { _ = try run([0], [0]) } == "neither map has a label: all their voxels are 0")
    #expect(
      stageError { _ = try run([1], [1], ["labels": [7]]) }
        == "neither map has any of the chosen labels")
  }
}

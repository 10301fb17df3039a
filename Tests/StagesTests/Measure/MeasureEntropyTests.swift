import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct MeasureEntropyTests {
  private func labels(_ values: [Int32], affine: Affine = .identity) -> Artifact {
    .labels(Labels(voxels: Tensor(shape: [values.count, 1, 1], values: values), affine: affine))
  }

  private let samples: [[Int32]] = [
    [0, 2, 2, 17, 0, 1002], [0, 2, 41, 17, 0, 1002], [0, 2, 41, 17, 17, 1003],
    [0, 2, 2, 17, 0, 1005], [0, 2, 41, 17, 0, 0],
  ]

  @Test func tablesCountLabels() throws {
    let outputs = try Running.run(
      MeasureEntropy.self, [:], ["samples": Running.many(samples.map { labels($0) })])
    let table = try #require(outputs["labels"]).table()
    #expect(table["label"] == .integers([2, 17, 41, 1002, 1003, 1005]))
    #expect(table["name"]?.written[1] == "Left-Hippocampus")
    #expect(table["voxels"] == .integers([2, 2, 1, 1, 1, 1]))
    #expect(table.numbers("differing") == [0.5, 0.5, 1, 1, 1, 1])
    let summary = try #require(outputs["summary"]).table()
    #expect(summary.numbers("samples") == [5])
    #expect(summary.numbers("voxels") == [5])
    #expect(summary.numbers("differing") == [3])
    #expect(agree(try #require(summary.numbers("possible"))[0], 1.6094379124341003, within: 1e-15))
  }

  @Test(.enabled(if: Python.isAvailable)) func voxelsAreThoseOfSciPy() throws {
    let outputs = try Running.run(
      MeasureEntropy.self, [:], ["samples": Running.many(samples.map { labels($0) })])
    let found = try #require(outputs["entropy"]).volume(name: "").voxels.doubles
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats
      samples = \(Python.array(samples.map { $0.map(Double.init) }))
      for column in samples.T:
          print(scipy.stats.entropy(np.unique(column, return_counts=True)[1]))
      """)
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-7)) }
  }

  @Test func samplesHaveToBeSeveralOnOneGrid() {
    let one = stageError {
      _ = try Running.run(
        MeasureEntropy.self, [:], ["samples": Running.many([labels([1, 2])])])
    }
    #expect(one?.contains("at least two samples") == true)
    let moved = labels([1, 2], affine: Affine(rows: [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0]))
    let apart = stageError {
      _ = try Running.run(
        MeasureEntropy.self, [:], ["samples": Running.many([labels([1, 2]), moved])])
    }
    #expect(apart?.contains("lie differently in space") == true)
  }
}

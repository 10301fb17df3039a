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

  @Test func familiesAreComparedAtOneSize() throws {
    func entropy(_ maps: [[Int32]], _ values: [String: Value] = [:]) throws -> [String: Artifact] {
      try Running.run(
        MeasureEntropy.self, values, ["samples": Running.many(maps.map { labels($0) })])
    }
    let maps: [[Int32]] = [[1, 1, 2], [1, 2, 2], [2, 2, 2]]
    let two = try entropy(maps, ["size": 2])
    #expect(try two.table("summary").numbers("samples") == [2])
    let pairs = try [[0, 1], [0, 2], [1, 2]].map { try entropy($0.map { maps[$0] })["entropy"] }
    #expect(pairs.contains { $0 == two["entropy"] })
    #expect(try entropy(maps, ["size": 3]) == entropy(maps))
    let many = stageError { _ = try entropy(maps, ["size": 4]) }
    #expect(many == "an ensemble of 4 members was asked for, and there are 3")
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

import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct EnsembleVoteTests {
  private let maps: [[Int32]] = [
    [0, 2, 2, 17, 0, 7], [0, 2, 41, 17, 0, 5], [0, 2, 41, 17, 17, 7], [0, 3, 2, 17, 0, 5],
  ]

  private func run(
    _ maps: [[Int32]], _ values: [String: Value] = [:], seed: UInt64 = 1
  ) throws -> [String: Artifact] {
    try Running.run(
      EnsembleVote.self, values, ["samples": Running.many(maps.map { EnsembleSample.labels($0) })],
      seed: seed)
  }

  @Test func theLowestOfTiedLabelsWins() throws {
    let outputs = try run(maps)
    #expect(try EnsembleSample.values(outputs["labels"]) == [0, 2, 2, 17, 0, 5])
    #expect(
      try outputs.voxels("agreement")
        == [1, 0.75, 0.5, 1, 0.75, 0.5])
    let summary = try outputs.table("summary")
    #expect(summary["members"] == .integers([4]))
    #expect(summary["disputed"] == .integers([4]))
    #expect(summary["tied"] == .integers([2]))
    // Pairs that differ: 3, 4, 3 and 4 of 6, and none at label 17, on five labelled voxels.
    #expect(agree(summary.numbers("disagreement")?[0] ?? .nan, 14.0 / 30, within: 1e-15))
  }

  @Test func volumesHaveTheirSpread() throws {
    let table = try run(maps).table("volumes")
    #expect(table["label"] == .integers([2, 3, 5, 7, 17, 41]))
    #expect(table.numbers("volume") == [2, 0, 1, 0, 1, 0])
    #expect(table.numbers("mean") == [1.25, 0.25, 0.5, 0.5, 1.25, 0.5])
    #expect(table.numbers("minimum")?[0] == 1)
    #expect(agree(table.numbers("deviation")?[0] ?? .nan, 0.5, within: 1e-15))
    #expect(agree(table.numbers("variation")?[0] ?? .nan, 0.4, within: 1e-15))
  }

  @Test func randomTiesAreDrawnFromTheTiedLabelsByTheSeed() throws {
    let many =
      [[Int32]](repeating: [Int32](repeating: 3, count: 400), count: 1)
      + [[Int32](repeating: 9, count: 400)]
    let first = try EnsembleSample.values(run(many, ["ties": "random"])["labels"])
    #expect(Set(first) == [3, 9])
    #expect((150...250).contains(first.count { $0 == 3 }))
    #expect(try EnsembleSample.values(run(many, ["ties": "random"])["labels"]) == first)
    #expect(try EnsembleSample.values(run(many, ["ties": "random"], seed: 2)["labels"]) != first)
  }

  @Test func drawsOfOneSizeAreDisjointWhileMembersLast() throws {
    let items = (1...7).map { Coordinates([.init("repeat", "\($0)")]) }
    func draw(_ size: Int, _ number: Int, order: Int = 1) throws -> [Int] {
      try EnsembleDraw(
        Running.values(
          of: EnsembleVote.self,
          ["size": .integer(size), "draw": .integer(number), "order": .integer(order)])
      ).chosen(items)
    }
    let three = try (1...4).map { try draw(3, $0) }
    #expect(three.allSatisfy { $0.count == 3 && $0 == $0.sorted() })
    #expect(Set(three[0]).isDisjoint(with: three[1]))
    #expect(Set(three[2]).isDisjoint(with: three[3]))
    #expect(three[0] != three[2])
    // A smaller ensemble is part of a larger one, and another order gives others.
    #expect(Set(try draw(2, 1)).isSubset(of: three[0]))
    #expect(Set(try (1...9).map { try draw(3, 1, order: $0) }).count > 3)
    #expect(
      stageError { _ = try draw(8, 1) } == "an ensemble of 8 members was asked for, and there are 7"
    )
  }

  @Test func mapsOnOtherGridsAreErrors() {
    let moved = Affine(rows: [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0])
    let apart = stageError {
      _ = try Running.run(
        EnsembleVote.self, [:],
        [
          "samples": Running.many([
            EnsembleSample.labels([1, 2]), EnsembleSample.labels([1, 2], affine: moved),
          ])
        ])
    }
    #expect(
      apart == "the member at repeat=2 and the member at repeat=1 have the same shape but lie "
        + "differently in space; resample one onto the other's grid first")
    let other = stageError { _ = try run([[1, 2], [1, 2, 3]]) }
    #expect(other?.contains("has 3 × 1 × 1 voxels and") == true)
  }

  @Test func oneMemberIsItself() throws {
    let outputs = try run([[0, 4, 5]])
    #expect(try EnsembleSample.values(outputs["labels"]) == [0, 4, 5])
    #expect(try outputs.table("summary").numbers("disagreement")?[0].isNaN == true)
    #expect(try outputs.table("volumes").numbers("deviation")?[0].isNaN == true)
  }
}

import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

/// Soft Dice losses against their definition, by hand.
@Suite struct MeasureSoftDiceTests {
  private static let grid = Affine.identity

  private func probabilities(_ values: [Float]) -> Artifact {
    .volume(
      Volume(
        voxels: .binary32(Tensor(shape: [values.count, 1, 1], values: values)), affine: Self.grid))
  }

  private func labels(_ values: [Int32]) -> Artifact {
    .labels(Labels(voxels: Tensor(shape: [values.count, 1, 1], values: values), affine: Self.grid))
  }

  private func item(_ axes: [(String, String)], _ artifact: Artifact) -> Inputs.Item {
    Inputs.Item(coordinates: Coordinates(axes.map { .init($0.0, $0.1) })) { artifact }
  }

  @Test func lossesAreThoseOfTheDefinition() throws {
    let maps: [[Int32]] = [[5, 5, 0, 2], [5, 0, 0, 2], [0, 5, 5, 2]]
    let five: [[Float]] = [[0.75, 0.5, 0.25, 0], [1, 0.25, 0, 0], [0.5, 0.5, 1, 0.25]]
    let two: [[Float]] = [[0, 0, 0.25, 1], [0, 0, 0.5, 0.5], [0.25, 0, 0, 0.75]]
    var items: [Inputs.Item] = []
    for (name, all) in [("5", five), ("2", two)] {
      for (member, values) in all.enumerated() {
        items.append(item([("seed", "\(member)"), ("class", name)], probabilities(values)))
      }
    }
    let members = maps.enumerated().map { item([("seed", "\($0)")], labels($1)) }
    let found = try Running.run(
      MeasureSoftDice.self, [:], ["samples": items, "labels": members])
    let pairs = try found.table("pairs")
    func loss(_ p: [Float], _ map: [Int32], _ label: Int32) -> Double {
      let common = zip(p, map).reduce(0.0) { $0 + ($1.1 == label ? Double($1.0) : 0) }
      let sum = p.reduce(0.0) { $0 + Double($1) } + Double(map.count { $0 == label })
      return 1 - 2 * common / (sum + 0.001)
    }
    let order = [(0, 1), (0, 2), (1, 2)]
    let expected =
      order.map { loss(two[$0.0], maps[$0.1], 2) } + order.map { loss(five[$0.0], maps[$0.1], 5) }
    let losses = try #require(pairs.numbers("loss"))
    #expect(losses.count == 6 && zip(losses, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(pairs.text("first") == ["seed=0", "seed=0", "seed=1", "seed=0", "seed=0", "seed=1"])
    #expect(abs(losses[3] - (1 - 1.5 / 2.501)) < 1e-15)
    let byLabel = try #require(try found.table("labels").numbers("loss"))
    #expect(abs(byLabel[0] - expected[..<3].reduce(0, +) / 3) < 1e-15)
    let summary = try found.table("summary")
    #expect(abs(try #require(summary.numbers("loss"))[0] - (byLabel[0] + byLabel[1]) / 2) < 1e-15)
    #expect(summary.numbers("pairs") == [3])
    let part = try Running.run(
      MeasureSoftDice.self, ["size": 2], ["samples": items, "labels": members])
    #expect(try part.table("summary").numbers("members") == [2])
    #expect(try found.table("labels").text("name") == nil)
    let named = try Running.run(
      MeasureSoftDice.self, ["names": "freesurfer"], ["samples": items, "labels": members])
    #expect(
      try named.table("labels").text("name")
        == ["Left-Cerebral-White-Matter", "Left-Inf-Lat-Vent"])
    #expect(try named.table("pairs").text("name")?.count == 6)
    #expect(try part.table("pairs").numbers("loss")?.count == 2)
    let both = try Running.run(
      MeasureSoftDice.self, ["order": "both"], ["samples": items, "labels": members])
    #expect(try both.table("pairs").numbers("loss")?.count == 12)
  }

  @Test func saysWhatDoesNotGoTogether() throws {
    let members = [item([("seed", "1")], labels([1, 0])), item([("seed", "2")], labels([1, 1]))]
    func run(_ samples: [Inputs.Item], _ maps: [Inputs.Item]) -> String? {
      stageError {
        _ = try Running.run(MeasureSoftDice.self, [:], ["samples": samples, "labels": maps])
      }
    }
    #expect(
      run([item([("seed", "1")], probabilities([0, 1]))], members)
        == "the label map at seed=2 has no probabilities: each member needs both")
    #expect(
      run(
        [
          item([("seed", "1")], probabilities([0, 2])),
          item([("seed", "2")], probabilities([0, 1])),
        ], members) == "the member at seed=1 holds no probabilities: they lie from 0 to 1")
    #expect(
      run([item([("seed", "1")], probabilities([0, 1]))], [members[0]])
        == "soft Dice losses need at least two members, and this job got 1; name their axis under `over`"
    )
  }
}

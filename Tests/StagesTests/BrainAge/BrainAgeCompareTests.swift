import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct BrainAgeCompareTests {
  private func scores(_ mae: [Double], test: Int = 4) -> Artifact {
    let count = mae.count
    return .table(
      Table([
        .init("repetition", .integers([Int](repeating: 1, count: count))),
        .init("fold", .integers(Array(1...count))),
        .init("train", .integers([Int](repeating: 36, count: count))),
        .init("test", .integers([Int](repeating: test, count: count))), .init("mae", .numbers(mae)),
      ]))
  }

  private func item(_ augment: String, _ size: String, _ artifact: Artifact) -> Inputs.Item {
    Inputs.Item(coordinates: Coordinates([.init("augment", augment), .init("size", size)])) {
      artifact
    }
  }

  @Test func differencesHaveTheCorrectedTest() throws {
    let items = [
      item("none", "1", scores([9, 8, 9, 10])), item("repeats", "1", scores([8, 6, 6, 4])),
      item("repeats", "5", scores([7, 5, 5, 3])), item("none", "5", scores([9, 8, 9, 10])),
    ]
    let outputs = try Running.run(
      BrainAgeCompare.self,
      ["axis": "augment", "reference": "none", "trend": "size", "draws": 1000],
      ["scores": items])
    let table = try outputs.table("comparisons")
    #expect(table.text("augment") == ["repeats", "repeats"])
    #expect(table.text("size") == ["1", "5"])
    #expect(table.numbers("difference") == [-3, -4])
    // d = −1, −2, −3, −6: s² = 14/3, factor 1/4 + 1/9.
    let t = -3 / ((0.25 + 1.0 / 9) * 14 / 3).squareRoot()
    #expect(agree(try outputs.number("comparisons", "t"), t, within: 1e-12))
    let trends = try outputs.table("trends")
    #expect(trends.text("augment") == ["none", "repeats"])
    #expect(trends.numbers("slope") == [0, -0.25])
    // Four splits of two sizes have 16 orders, of which two are as steep.
    #expect(abs(try outputs.numbers("trends", "p")[1] - 0.125) < 0.04)
    #expect(try outputs.numbers("trends", "p")[0] == 1)
    // Every regression has its own figure, the reference too, with an interval around it.
    let curves = try outputs.table("curves")
    #expect(curves.numbers("figure") == [9, 6, 5, 9])
    let low = try #require(curves.numbers("low"))
    // s² = 8/3, t₃ at 97.5 %.
    let reach = 3.182446305284263 * ((0.25 + 1.0 / 9) * 8 / 3).squareRoot()
    #expect(agree(low[1], 6 - reach, within: 1e-9))
  }

  @Test func otherSplitsCannotBeCompared() {
    let items = [
      item("none", "1", scores([9, 8])), item("repeats", "1", scores([9, 8], test: 5)),
    ]
    #expect(
      stageError {
        _ = try Running.run(
          BrainAgeCompare.self, ["axis": "augment", "reference": "none"], ["scores": items])
      }?.contains("are over other splits than the first ones") == true)
    #expect(
      stageError {
        _ = try Running.run(
          BrainAgeCompare.self, ["axis": "augment", "reference": "nothing"],
          ["scores": [items[0], items[0]]])
      } == "no scores have augment=nothing; there are none")
  }
}

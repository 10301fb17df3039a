import PipelineKit
import Testing

@testable import Stages

struct ImportTableTests {
  private let text =
    "participant_id\tAGE\tsex\tn_sessions\tleft/volume\n0051\t20.5\tF\t2\t1e3\n0052\tn/a\tM\t1\t7\n"

  private func imported(_ values: [String: Value], _ text: String? = nil) throws -> Table {
    let table = try DelimitedText.parse(text ?? self.text, separator: "\t", file: "people.tsv")
    return try #require(
      Running.run(ImportTable.self, values, ["table": Running.one(.table(table))])["table"]
    ).table()
  }

  @Test func everythingIsTextUnlessSaid() throws {
    let table = try imported([:])
    #expect(table["participant_id"] == .text(["0051", "0052"]))
    #expect(table["AGE"] == .text(["20.5", "n/a"]))
  }

  @Test func columnsAreChosenRenamedAndTyped() throws {
    let table = try imported([
      "columns": ["participant_id", "age=AGE", "n_sessions", "left/volume"],
      "numbers": ["*"], "integers": ["n_*"], "text": ["participant_id"],
    ])
    #expect(table.columns.map(\.name) == ["participant_id", "age", "n_sessions", "left/volume"])
    #expect(table["participant_id"] == .text(["0051", "0052"]))
    #expect(table["n_sessions"] == .integers([2, 1]))
    #expect(table["left/volume"] == .numbers([1000, 7]))
    let ages = try #require(table.numbers("age"))
    #expect(ages[0] == 20.5)
    #expect(ages[1].isNaN)
  }

  @Test func wrongCellsAreNamed() {
    let sex = stageError { _ = try imported(["numbers": ["sex"]]) }
    #expect(sex?.hasPrefix("column 'sex', row 1 under the header: 'F' is not a number") == true)
    let missing = stageError { _ = try imported(["columns": ["age"]]) }
    #expect(missing?.contains("no column 'age'; it has 'participant_id', 'AGE'") == true)
    let twice = stageError { _ = try imported(["columns": ["AGE", "AGE=sex"]]) }
    #expect(twice?.contains("two columns called 'AGE'") == true)
    for word in ["0x10", "inf", "1,5", "12a"] {
      #expect(stageError { _ = try imported(["numbers": ["x"]], "x\n\(word)\n") } != nil)
    }
  }

  @Test(arguments: [
    ("lh_volume", "*_volume", true), ("lh_volume_2", "*_volume", false), ("abc", "*", true),
    ("abc", "a*c", true), ("abc", "a*b", false), ("abcabc", "*ca*", true), ("", "*", true),
    ("a", "a*a", false),
  ])
  func patterns(name: String, pattern: String, fits: Bool) {
    #expect(Wildcard(pattern).matches(name) == fits)
  }
}

import PipelineKit
import Support
import Synchronization
import Testing

@testable import Stages

@Suite struct BrainAgeFeaturesTests {
  private func regions(_ names: [String], _ volumes: [Double]) -> Artifact {
    .table(
      Table([
        .init("label", .integers(names.indices.map { $0 + 2 })), .init("name", .text(names)),
        .init("volume", .numbers(volumes)),
      ]))
  }

  private func items(_ parts: [(String, String, [Double])]) -> [Inputs.Item] {
    parts.map { subject, repeated, volumes in
      let artifact = regions(["Left-Hippocampus", "eTIV"], volumes)
      return Inputs.Item(
        coordinates: Coordinates([.init("subject", subject), .init("repeat", repeated)])
      ) { artifact }
    }
  }

  private func text(_ columns: [(String, [String])]) -> [Inputs.Item] {
    Running.one(.table(Table(columns.map { .init($0.0, .text($0.1)) })))
  }

  private let parts: [(String, String, [Double])] = [
    ("0051", "1", [3000, 1_500_000]), ("0051", "2", [3100, 1_500_000]),
    ("0052", "1", [4000, 2_000_000]),
  ]

  @Test func tablesOfRegionsAreJoinedToAges() throws {
    let participants = text([
      ("participant_id", ["sub-0052", "sub-0051", "sub-0099"]), ("age", ["61.5", "23", "40"]),
      ("sex", ["F", "M", "F"]),
    ])
    let warnings = Mutex<[String]>([])
    let outputs = try Running.run(
      BrainAgeFeatures.self,
      ["covariates": ["sex"], "normalize": "ratio", "intracranial": "eTIV"],
      ["regions": items(parts), "participants": participants]
    ) { message in warnings.withLock { $0.append(message) } }
    let table = try outputs.table("features")
    #expect(
      table.columns.map(\.name) == ["subject", "repeat", "age", "sex", "Left-Hippocampus", "eTIV"])
    #expect(table["subject"] == .text(["0051", "0051", "0052"]))
    #expect(table["age"] == .numbers([23, 23, 61.5]))
    #expect(table["sex"] == .text(["M", "M", "F"]))
    #expect(table["Left-Hippocampus"] == .numbers([0.002, 3100 / 1_500_000, 0.002]))
    #expect(table["eTIV"] == .numbers([1_500_000, 1_500_000, 2_000_000]))
    #expect(warnings.withLock { $0 } == ["participants without features: '0099'"])
    #expect(try outputs.number("summary", "without-rows") == 1)
  }

  @Test func filesAreReadColumnByColumn() throws {
    let file = text([
      ("participant_id", ["01", "02", "03"]), ("age", ["20", "n/a", "70"]),
      ("site", ["a", "b", "a"]), ("Left-Caudate", ["3.5e3", "3400", ""]),
    ])
    let warnings = Mutex<[String]>([])
    let outputs = try Running.run(BrainAgeFeatures.self, [:], ["table": file]) { message in
      warnings.withLock { $0.append(message) }
    }
    let table = try outputs.table("features")
    #expect(table.columns.map(\.name) == ["subject", "age", "Left-Caudate"])
    #expect(table.text("Left-Caudate") == ["3500.0", "3400.0", "n/a"])
    #expect(
      warnings.withLock { $0 } == [
        "columns of text are no features: 'site'", "no age is known of '02'",
        "1 feature with missing numbers: 'Left-Caudate'",
      ])
    #expect(try outputs.text("missing", "subject") == ["02", "03"])
    #expect(try outputs.text("missing", "column") == ["age", "Left-Caudate"])
  }

  @Test func whatIsWrongIsSaid() {
    func error(_ columns: [(String, [String])], _ values: [String: Value] = [:]) -> String? {
      stageError { _ = try Running.run(BrainAgeFeatures.self, values, ["table": text(columns)]) }
    }
    #expect(
      error([("subject", ["1", "1"]), ("age", ["3", "3"]), ("x", ["1", "2"])])
        == "two rows are of subject '1'; if they are repeats, name the column that tells them apart under "
        + "`repeat`")
    #expect(
      error([("subject", ["1", "2"]), ("age", ["3", "4"]), ("x", ["1", "big"])])
        == "column 'x', row 2 under the header: 'big' is not a number; list the column under `exclude`, or "
        + "mend the table")
    #expect(
      error([("subject", ["1", "2"]), ("x", ["1", "2"])])
        == "the participants have no column 'age'; there are 'subject', 'x'")
    #expect(
      error([("name", ["1"]), ("x", ["1"])])?.hasPrefix(
        "the table has no column that names people") == true)
    #expect(
      error([("subject", ["1", "2"]), ("age", ["old", "4"]), ("x", ["1", "3"])])
        == "the age of '1' is 'old', which is not a number")
    #expect(
      stageError { _ = try Running.run(BrainAgeFeatures.self, [:], [:]) }
        == "features come from `regions` or from `table`; connect one")
    #expect(
      stageError {
        _ = try Running.run(
          BrainAgeFeatures.self, [:],
          [
            "regions": items(parts),
            "participants": text([("participant_id", ["0051", "0051"]), ("age", ["1", "2"])]),
          ])
      } == "the participants have two rows of '0051' that differ; each person has one")
  }

  @Test func residualsDoNotGoWithTheVolume() throws {
    let file = text([
      ("subject", ["1", "2", "3", "4"]), ("age", ["20", "30", "40", "50"]),
      ("x", ["10", "21", "29", "40"]), ("icv", ["1", "2", "3", "4"]),
    ])
    let outputs = try Running.run(
      BrainAgeFeatures.self, ["normalize": "residual", "intracranial": "icv"], ["table": file])
    let x = try outputs.numbers("features", "x")
    #expect(agree(x.reduce(0, +), 100, within: 1e-9))
    #expect(agree(zip(x, [-1.5, -0.5, 0.5, 1.5]).reduce(0) { $0 + $1.0 * $1.1 }, 0, within: 1e-9))
  }
}

import Arithmetic
import Support
import Testing

/// Tables as they come: each is computed rightly, or refused in a sentence.
@Suite struct BrainAgeTableTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  /// A table while it is put together.
  private struct Rows {
    var header: [String]
    var rows: [[String]] = []

    /// Ages follow from the features.
    init(people: Int, repeats: Int, columns: Int = 3) {
      header = ["subject", "repeat", "age"] + (0..<columns).map { "v\($0)" }
      let stream = RandomStream(key: 15, stream: 0)
      rows.reserveCapacity(people * repeats)
      for person in 0..<people {
        let age = 20 + 60 * stream.uniform(UInt64(person))
        for repeated in 0..<repeats {
          let row = UInt64((person * repeats + repeated) * columns + 1 << 30)
          // Four decimals, written by hand: a table of millions of cells takes a second otherwise.
          let cells = (0..<columns).map { column in
            let noise = 10 * stream.uniform(row + UInt64(column))
            return "\(Int(10_000 * (age + noise)))"
          }
          rows.append(["p\(person)", "\(repeated + 1)", "\(age)"] + cells)
        }
      }
    }

    var text: String {
      ([header] + rows).map { $0.joined(separator: "\t") }.joined(separator: "\n") + "\n"
    }
  }

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      params:
        regressors: {type: list, of: string, default: [ridge, nearest-neighbours]}
        augment: {type: string, default: none}
        size: {type: integer, default: 1}
      sources: {people: {file: people.tsv}}
      stages:
        features: {uses: brain-age/features, in: {table: people}, export: {missing: missing.tsv}}
        models:
          uses: brain-age/regress
          in: {features: features.features}
          sweep: {regressor: $regressors}
          with: {regressor: $regressor, augment: $augment, size: $size, folds: 5, draws: 100}
          export: {summary: $regressor.tsv, predictions: $regressor-predictions.tsv}
      """)
  }

  private func run(_ rows: Rows, _ settings: String...) throws -> Lastbit.Outcome {
    try folder.write("people.tsv", rows.text)
    return try lastbit.call(["run", "m.yaml"] + settings.flatMap { ["--set", $0] })
  }

  /// A column of the one row of a summary.
  private func summary(_ regressor: String, _ column: String) throws -> Double {
    let lines = try TextFile.read(folder.path("\(regressor).tsv")).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let place = try #require(lines[0].firstIndex { $0 == column })
    return try #require(Double(lines[1][place]))
  }

  /// What is said once and exactly.
  private func refuses(_ rows: Rows, _ sentence: String, _ settings: String...) throws {
    try folder.write("people.tsv", rows.text)
    let outcome = try lastbit.call(["run", "m.yaml"] + settings.flatMap { ["--set", $0] })
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains(sentence), "\(outcome.messages)")
  }

  /// 10,000 people where time does not matter.
  @Test func largeTablesAreLearntFrom() throws {
    let people = LongTests.trials(500, long: 10_000)
    let outcome = try run(
      Rows(people: people, repeats: 1, columns: 200), "regressors=ridge")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try summary("ridge", "people") == Double(people))
    // The mean of 200 features has next to no noise.
    #expect(try summary("ridge", "mae") < 0.5)
  }

  /// A column that never varies changes no prediction.
  @Test func constantColumnsChangeNothing() throws {
    var rows = Rows(people: 30, repeats: 2)
    #expect(try run(rows).status == 0)
    let names = ["ridge", "nearest-neighbours"]
    let plain = try names.map { try summary($0, "mae") }
    rows.header.append("same")
    for row in rows.rows.indices { rows.rows[row].append("7") }
    #expect(try run(rows).status == 0)
    for (name, error) in zip(names, plain) {
      let found = try summary(name, "mae")
      #expect(agree(found, error, within: 1e-9 * error), "\(name): \(found), \(error)")
    }
  }

  @Test func columnsOfTextAreNoFeatures() throws {
    var rows = Rows(people: 30, repeats: 2)
    rows.header.append("scanner")
    for row in rows.rows.indices { rows.rows[row].append("Prisma") }
    let outcome = try run(rows)
    #expect(outcome.status == 0)
    #expect(outcome.messages.contains("columns of text are no features: 'scanner'"))
    for row in rows.rows.indices where row != 5 { rows.rows[row][6] = "3" }
    try refuses(
      rows,
      "column 'scanner', row 6 under the header: 'Prisma' is not a number; list the column under "
        + "`exclude`, or mend the table")
  }

  @Test func fewerPeopleThanFolds() throws {
    try refuses(Rows(people: 4, repeats: 5), "5 folds need as many people, and there are 4")
    try refuses(Rows(people: 1, repeats: 30), "5 folds need as many people, and there is 1")
  }

  @Test func missingAges() throws {
    var rows = Rows(people: 30, repeats: 2)
    for row in rows.rows.indices where rows.rows[row][0] == "p3" { rows.rows[row][2] = "n/a" }
    let outcome = try run(rows)
    #expect(outcome.status == 0)
    #expect(outcome.messages.contains("features: no age is known of 'p3'"))
    #expect(outcome.messages.contains("left out because their 'age' is not known: 'p3'"))
    #expect(try summary("ridge", "people") == 29)
    #expect(
      try TextFile.read(folder.path("missing.tsv")) == "subject\tcolumn\np3\tage\n")
    for row in rows.rows.indices { rows.rows[row][2] = "" }
    try refuses(rows, "nobody has a number under 'age'")
    for row in rows.rows.indices { rows.rows[row][2] = "50" }
    try refuses(rows, "everybody has the same 'age', 50.0: there is nothing to learn")
    rows.rows[3][2] = "old"
    for row in rows.rows.indices where rows.rows[row][0] == "p1" { rows.rows[row][2] = "old" }
    try refuses(rows, "the age of 'p1' is 'old', which is not a number")
  }

  /// They are one person, in one fold, and no repeats of anybody else.
  @Test func onePersonWithAllTheRepeats() throws {
    var rows = Rows(people: 30, repeats: 1)
    for repeated in 2...40 {
      rows.rows.append(["p0", "\(repeated)"] + rows.rows[0].dropFirst(2))
    }
    #expect(try run(rows).status == 0)
    #expect(try summary("ridge", "people") == 30)
    let lines = try TextFile.read(folder.path("ridge-predictions.tsv")).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let (fold, subject) = (
      try #require(lines[0].firstIndex { $0 == "fold" }),
      try #require(lines[0].firstIndex { $0 == "subject" })
    )
    let folds = lines.dropFirst().filter { $0[subject] == "p0" }.map { $0[fold] }
    #expect(folds.count == 40 && Set(folds).count == 1)
    try refuses(
      rows, "', which the augmentation takes from everybody",
      "augment=repeats", "size=2")
  }

  @Test func duplicateNames() throws {
    var rows = Rows(people: 30, repeats: 2)
    rows.rows.append(rows.rows[7])
    try refuses(rows, "two rows are of subject 'p3', repeat '2'")
    rows.rows[60][1] = "3"
    rows.rows[60][2] = "99"
    try refuses(rows, "the participants have two rows of 'p3' that differ; each person has one")
    rows.rows[60][0] = ""
    try refuses(rows, "row 61 of the table names nobody under 'subject'")
  }

  @Test func numbersThatCannotBe() throws {
    var rows = Rows(people: 30, repeats: 2)
    rows.rows[9][4] = "inf"
    try refuses(rows, "column 'v1', row 10 under the header: 'inf' is not a number")
    rows.rows[9][4] = "1e200"
    try refuses(
      rows,
      "column 'v1' of 'p4' is 1e+200, and numbers beyond 1e+150 have no squares; is it a code for a "
        + "missing number?")
    rows.rows[9] = rows.rows[9].dropLast()
    try refuses(rows, "people.tsv:11: 5 cells where the header line has 6")
    rows.rows = []
    try refuses(rows, "the table has no rows")
  }
}

import PipelineKit
import Regression

/// A table of features as regressions take it.
struct RegressionFrame {
  let data: RegressionData
  /// Names of the features, in the order of the columns.
  let features: [String]
  let covariates: [String]
  /// Names of the repeats.
  let repeats: [String]
  /// For each row of the data the place of its repeat.
  let repeated: [Int]

  /// - Throws: `StageError` where columns are missing or hold text, people lack repeats that the
  ///   augmentation takes, or a number is infinite.
  init(
    _ table: Table, _ parameters: RegressionParameters, warn: (String) -> Void
  ) throws {
    let values = parameters.values
    let (subject, target) = (
      values[RegressionParameters.subject], values[RegressionParameters.target]
    )
    let repeatColumn = values[RegressionParameters.repeats]
    let people = try PeopleTable(table, subject: subject, repeats: repeatColumn)
    covariates = values[RegressionParameters.residualize]
    features = try people.columns(
      values[RegressionParameters.features], besides: [repeatColumn, target] + covariates)
    let targets = try people.perPerson(target)
    let known = people.people.indices.filter { targets[$0].isFinite }
    let unknown = people.people.indices.filter { !targets[$0].isFinite }
    guard !known.isEmpty else {
      throw StageError("nobody has a number under \(quoted(target))")
    }
    let first = targets[known[0]]
    guard known.count == 1 || known.contains(where: { targets[$0] != first }) else {
      throw StageError(
        "everybody has the same \(quoted(target)), \(first): there is nothing to learn")
    }
    if !unknown.isEmpty {
      warn(
        "left out because their \(quoted(target)) is not known: "
          + Listing.text(unknown.map { quoted(people.people[$0]) }))
    }

    var rowsOf = [[Int]](repeating: [], count: people.people.count)
    for (row, person) in people.person.enumerated() { rowsOf[person].append(row) }
    for person in rowsOf.indices {
      rowsOf[person].sort { people.repeated[$0] < people.repeated[$1] }
    }
    let kept = known.flatMap { rowsOf[$0] }
    var place = [Int](repeating: 0, count: table.rowCount)
    for (number, row) in kept.enumerated() { place[row] = number }
    repeats = people.repeats
    repeated = kept.map { people.repeated[$0] }

    let chosen = try Self.chosen(people, parameters)
    let rows = known.map { person in rowsOf[person].map { place[$0] } }
    let chosenRows = try known.map { person in
      try chosen.map { wanted -> Int in
        guard let row = rowsOf[person].first(where: { people.repeated[$0] == wanted }) else {
          throw StageError(
            "\(subject) \(quoted(people.people[person])) has no \(repeatColumn) "
              + "\(quoted(people.repeats[wanted])), which the augmentation takes from everybody")
        }
        return place[row]
      }
    }
    data = RegressionData(
      features: try Self.matrix(people, features, kept),
      covariates: covariates.isEmpty ? nil : try Self.matrix(people, covariates, kept),
      people: known.map { people.people[$0] }, rows: rows, chosen: chosenRows,
      targets: known.map { targets[$0] })
    if let values = data.covariates?.values, values.contains(where: { !$0.isFinite }) {
      throw StageError(
        "numbers are missing in \(covariates.map(quoted).joined(separator: ", ")), so nothing can be "
          + "regressed out")
    }
    if parameters.task.imputation == .none { try requireAll(people, kept) }
  }

  /// The repeats that augmentations take: all people the same.
  private static func chosen(
    _ people: PeopleTable, _ parameters: RegressionParameters
  ) throws -> [Int] {
    guard [.repeats, .average, .predictions].contains(parameters.task.augmentation) else {
      return []
    }
    let size = parameters.size
    guard size <= people.repeats.count else {
      throw StageError(
        "\(Counted.text(size, "repeat")) of each person are asked for, and the table has "
          + "\(people.repeats.count)")
    }
    let draw = EnsembleDraw(
      size: size, draw: parameters.values[RegressionParameters.draw],
      order: parameters.splitSeed)
    return try draw.chosen(people.repeats.map { Coordinates([.init("repeat", $0)]) })
  }

  private static func matrix(
    _ people: PeopleTable, _ names: [String], _ rows: [Int]
  ) throws -> Matrix {
    var matrix = Matrix(rows: rows.count, columns: names.count)
    for (column, name) in names.enumerated() {
      let numbers = try people.numbers(name)
      for (place, row) in rows.enumerated() {
        guard !numbers[row].isInfinite else {
          throw StageError(
            "column \(quoted(name)) of \(quoted(people.people[people.person[row]])) is infinite")
        }
        matrix[place, column] = numbers[row]
      }
    }
    return matrix
  }

  private func requireAll(_ people: PeopleTable, _ kept: [Int]) throws {
    guard let place = data.features.values.firstIndex(where: \.isNaN) else { return }
    let row = kept[place / features.count]
    let count = data.features.values.count { $0.isNaN }
    throw StageError(
      "column \(quoted(features[place % features.count])) of "
        + "\(quoted(people.people[people.person[row]])) is missing, and \(count - 1) more; ask for "
        + "`impute`, or leave columns out (`incomplete: drop` of brain-age/features)")
  }
}

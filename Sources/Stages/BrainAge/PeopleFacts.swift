import PipelineKit

/// What a table says of people, joined to rows by name.
struct PeopleFacts {
  /// `age` and the covariates, a cell for each row.
  let columns: [Table.Column]
  /// People of the rows whose age is not known, and people of the table who have no row; sorted.
  let withoutAge: [String]
  let withoutRows: [String]

  /// - Parameters:
  ///   - table: a row for each person, or for each person and repeat where they say the same; where there
  ///     is none, nothing is known.
  ///   - age: the column of ages.
  ///   - rows: keys of the rows; the person is the first.
  /// - Throws: `StageError` where columns are missing, a person has two rows that differ, or an age is no
  ///   number.
  init(_ table: Table?, age: String, covariates: [String], rows: [[String]]) throws {
    guard let table else {
      guard covariates.isEmpty else {
        throw StageError("`covariates` are columns of `participants`, which is not connected")
      }
      (columns, withoutAge, withoutRows) = ([], [], [])
      return
    }
    guard let key = PersonName.columns.first(where: { table[$0] != nil }),
      let names = table.text(key)
    else {
      throw StageError(
        "the participants have no column that names them: one of "
          + "\(PersonName.columns.map(quoted).joined(separator: ", "))")
    }
    let wanted = [age] + covariates
    for name in wanted where table[name] == nil {
      throw StageError(
        "the participants have no column \(quoted(name)); there are "
          + "\(Listing.text(table.columns.map { quoted($0.name) }, limit: 8))")
    }
    var found: [String: [String]] = [:]
    let cells = wanted.map { table.text($0) ?? [] }
    for (row, name) in names.enumerated() {
      let own = cells.map { $0[row] }
      let person = PersonName.plain(name)
      guard let known = found[person], known != own else {
        found[person] = own
        continue
      }
      throw StageError(
        "the participants have two rows of \(quoted(person)) that differ; each person has one")
    }
    var made: [Table.Column] = []
    let people = rows.map { $0[0] }
    for (place, name) in wanted.enumerated() {
      let column = people.map { found[$0]?[place] ?? "n/a" }
      let numbers = column.map(ColumnText.number)
      if place == 0, let row = numbers.firstIndex(where: { $0 == nil }) {
        throw StageError(
          "the age of \(quoted(people[row])) is \(quoted(column[row])), which is not a number")
      }
      let isText = numbers.contains { $0 == nil }
      made.append(
        .init(
          place == 0 ? "age" : name,
          isText ? .text(column) : .numbers(numbers.map { $0 ?? .nan })))
    }
    columns = made
    let ages = made.first.flatMap { column -> [Double]? in
      if case .numbers(let ages) = column.cells { ages } else { nil }
    }
    withoutAge = Set(zip(people, ages ?? []).filter { $0.1.isNaN }.map(\.0)).sorted()
    withoutRows = Set(found.keys).subtracting(people).sorted()
  }

  /// A row for each person of the rows, in the order in which they first appear.
  func table(_ people: [String]) -> Table {
    var seen: Set<String> = []
    let rows = people.indices.filter { seen.insert(people[$0]).inserted }
    let known = columns.map { column -> Table.Column in
      switch column.cells {
      case .text(let cells): .init(column.name, .text(rows.map { cells[$0] }))
      case .integers(let cells): .init(column.name, .integers(rows.map { cells[$0] }))
      case .numbers(let cells): .init(column.name, .numbers(rows.map { cells[$0] }))
      }
    }
    return Table([.init("participant_id", .text(rows.map { "sub-" + people[$0] }))] + known)
  }

  /// People and columns of which something is missing.
  func gaps(_ people: [String]) -> [(String, String)] {
    columns.flatMap { column -> [(String, String)] in
      let written = column.cells.written
      let missing = written.indices.filter { ColumnText.missing.contains(written[$0]) }
      return Set(missing.map { people[$0] }).sorted().map { ($0, column.name) }
    }
  }
}

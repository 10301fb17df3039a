import PipelineKit

/// A table with a row for each person and repeat, as statistics read it.
struct PeopleTable {
  /// Names, in the order in which they first appear.
  private(set) var people: [String] = []
  /// For each row the place of its person.
  private(set) var person: [Int] = []
  /// Names of the repeats, in the order in which they first appear; one where there is no such column.
  private(set) var repeats: [String] = []
  /// For each row the place of its repeat.
  private(set) var repeated: [Int] = []
  let table: Table
  let subject: String

  /// - Parameters:
  ///   - subject: the column with people's names.
  ///   - repeats: that with the repeats', where there is one.
  /// - Throws: `StageError` where there is no such column or no row, or two rows are of one person and
  ///   repeat.
  init(_ table: Table, subject: String, repeats column: String) throws {
    self.table = table
    self.subject = subject
    guard let names = table.text(subject) else {
      throw StageError(
        "the table has no column \(quoted(subject)) that names people; it has "
          + "\(Listing.text(table.columns.map { quoted($0.name) }))")
    }
    guard !names.isEmpty else { throw StageError("the table has no rows") }
    let labels = table.text(column) ?? [String](repeating: "1", count: names.count)
    var places: [String: Int] = [:]
    var repeatPlaces: [String: Int] = [:]
    var seen: Set<[Int]> = []
    for (row, (name, label)) in zip(names, labels).enumerated() {
      guard !name.isEmpty else {
        throw StageError("row \(row + 1) of the table names nobody under \(quoted(subject))")
      }
      let place = places[name] ?? people.count
      if place == people.count {
        places[name] = place
        people.append(name)
      }
      let own = repeatPlaces[label] ?? repeats.count
      if own == repeats.count {
        repeatPlaces[label] = own
        repeats.append(label)
      }
      guard seen.insert([place, own]).inserted else {
        throw StageError(
          "two rows of the table are of \(subject) \(quoted(name))"
            + (table[column] == nil
              ? "; name the column that tells them apart under `repeat`"
              : " with \(column) \(quoted(label)); each person has one row a repeat"))
      }
      person.append(place)
      repeated.append(own)
    }
  }

  /// Columns of numbers that patterns choose, in the order of the table; all numbers where there are
  /// none.
  ///
  /// - Parameter others: columns with another use, which no pattern chooses.
  /// - Throws: `StageError` for a pattern that nothing matches, or that chooses text; where there is none.
  func columns(_ patterns: [String], besides others: [String]) throws -> [String] {
    let free = table.columns.filter { !others.contains($0.name) && $0.name != subject }
    for pattern in patterns where !free.contains(where: { Wildcard(pattern).matches($0.name) }) {
      throw StageError(
        "no column is called \(quoted(pattern)); there are "
          + "\(Listing.text(free.map { quoted($0.name) }, limit: 8))")
    }
    let chosen = free.filter { column in
      patterns.isEmpty
        ? !column.cells.isText : patterns.contains { Wildcard($0).matches(column.name) }
    }
    if let text = chosen.first(where: { $0.cells.isText }) {
      throw StageError(
        "column \(quoted(text.name)) holds text, such as \(quoted(text.cells.written.first ?? "")); "
          + "brain-age/features and import/table make numbers of it, if it has some")
    }
    guard !chosen.isEmpty else {
      throw StageError(
        "the table has no column of numbers beside \(others.map(quoted).joined(separator: ", ")); "
          + "brain-age/features and import/table make numbers of the text of files")
    }
    return chosen.map(\.name)
  }

  /// Numbers whose squares are infinite would be nothing but means in every result.
  private static let greatest = 1e150

  /// - Throws: `StageError` where there is no such column of numbers, or one has no square.
  func numbers(_ name: String) throws -> [Double] {
    if let numbers = table.numbers(name) {
      if let row = numbers.firstIndex(where: { $0.isFinite && abs($0) > Self.greatest }) {
        throw StageError(
          "column \(quoted(name)) of \(quoted(people[person[row]])) is \(numbers[row]), and numbers beyond "
            + "\(Self.greatest) have no squares; is it a code for a missing number?")
      }
      return numbers
    }
    throw StageError(
      table[name] == nil
        ? "the table has no column \(quoted(name))"
        : "column \(quoted(name)) holds text where numbers were expected; brain-age/features and "
          + "import/table make numbers")
  }

  /// The number of each person in a column that says the same on all of the person's rows.
  ///
  /// - Throws: `StageError` where rows of a person differ.
  func perPerson(_ name: String) throws -> [Double] {
    let numbers = try numbers(name)
    var found = [Double?](repeating: nil, count: people.count)
    for (row, place) in person.enumerated() {
      let number = numbers[row]
      guard let known = found[place], !(known == number || (known.isNaN && number.isNaN)) else {
        found[place] = number
        continue
      }
      throw StageError(
        "\(subject) \(quoted(people[place])) has \(quoted(name)) \(known) in one row and \(number) in "
          + "another")
    }
    return found.map { $0 ?? .nan }
  }

  /// The same for text.
  func textPerPerson(_ name: String) throws -> [String] {
    guard let cells = table.text(name) else {
      throw StageError("the table has no column \(quoted(name))")
    }
    var found = [String?](repeating: nil, count: people.count)
    for (row, place) in person.enumerated() {
      guard let known = found[place], known != cells[row] else {
        found[place] = cells[row]
        continue
      }
      throw StageError(
        "\(subject) \(quoted(people[place])) has \(quoted(name)) \(quoted(known)) in one row and "
          + "\(quoted(cells[row])) in another")
    }
    return found.map { $0 ?? "" }
  }

  /// A column by person and repeat; NaN where there is no row.
  func byPerson(_ numbers: [Double]) -> [[Double]] {
    var values = [[Double]](
      repeating: [Double](repeating: .nan, count: repeats.count), count: people.count)
    for (row, place) in person.enumerated() { values[place][repeated[row]] = numbers[row] }
    return values
  }
}

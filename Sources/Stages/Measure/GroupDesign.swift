import PipelineKit
import Statistics

/// The columns of a linear model of groups and covariates.
struct GroupDesign {
  /// Places of those of whom everything is known.
  let people: [Int]
  /// The constant, the group (1 for the first, or a number), and the covariates; a number for everybody.
  let columns: [[Double]]
  /// Of the columns.
  private let names: [String]
  /// The two groups, where they are no numbers.
  let groups: [String]?

  /// - Throws: `StageError` where columns are missing, there are not two groups, or rows of a person differ.
  init(
    _ table: PeopleTable, group: String, covariates: [String], warn: (String) -> Void
  ) throws {
    var columns = [table.people.map { _ in 1.0 }]
    var names = ["the constant"]
    var unknown: Set<Int> = []
    func add(_ name: String, _ numbers: [Double]) {
      columns.append(numbers)
      names.append(name)
      for (place, number) in numbers.enumerated() where !number.isFinite { unknown.insert(place) }
    }
    if table.table.numbers(group) != nil {
      groups = nil
      add(group, try table.perPerson(group))
    } else {
      let labels = try table.textPerPerson(group)
      let known = Set(labels).subtracting(ColumnText.missing).sorted()
      guard known.count == 2 else {
        throw StageError(
          "two groups are compared, and \(quoted(group)) has \(known.count): "
            + Listing.text(known.map(quoted)))
      }
      groups = known
      add(
        group,
        labels.map { $0 == known[0] ? 1 : $0 == known[1] ? 0 : .nan })
    }
    for covariate in covariates {
      if table.table.numbers(covariate) != nil {
        add(covariate, try table.perPerson(covariate))
        continue
      }
      let labels = try table.textPerPerson(covariate)
      let known = Set(labels).subtracting(ColumnText.missing).sorted()
      // The first value is what the others are compared with.
      for value in known.dropFirst() {
        add(
          "\(covariate)=\(value)",
          labels.map { ColumnText.missing.contains($0) ? .nan : $0 == value ? 1 : 0 })
      }
    }
    if !unknown.isEmpty {
      warn(
        "left out because their group or a covariate is not known: "
          + Listing.text(unknown.sorted().map { quoted(table.people[$0]) }))
    }
    people = table.people.indices.filter { !unknown.contains($0) }
    (self.columns, self.names) = (columns, names)
  }

  func explanation(of failure: LinearModel.Failure) -> String {
    switch failure {
    case .tooFewRows: "there are no more people than groups and covariates"
    case .dependent(let column):
      "\(quoted(names[column])) is constant, or follows from "
        + names.prefix(column).map(quoted).joined(separator: ", ")
    }
  }
}

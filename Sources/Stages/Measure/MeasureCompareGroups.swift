import PipelineKit
import Statistics

/// Whether regions differ between groups of people, or go with a number.
struct MeasureCompareGroups: Stage {
  static let kind = "measure/compare-groups"
  static let version = 2
  static let summary =
    "Regions of two groups compared by t-tests or linear models, people weighted by their noise."
  static let source =
    "Student (1908), Welch (1947); weighted least squares; weights by inverse variance as Chen et al. (2024), "
    + "PMC11656102, and since they are estimates the standard error HC2 of MacKinnon and White (1985) with the "
    + "degrees of freedom of Bell and McCaffrey (2002); Holm (1979); Benjamini and Yekutieli (2001)."
  static let usesArithmetic = false

  static let table = Input<Table>(
    "table", "A row for each person (and repeat), a column for each region: `brain-age/features`.")
  static let regions = Output<Table>(
    "regions",
    "A row for each region: region, people, difference (first group less second in the order of the alphabet, "
      + "or the change a unit of a number) with low and high, t, freedom, p, effect (Cohen's d, or for "
      + "linear models the partial correlation), bonferroni, holm, by (Benjamini and Yekutieli).")
  static let subject = Parameter(
    "subject", .string, default: "subject", "The column with people's names.")
  static let repeats = Parameter(
    "repeat", .string, default: "repeat",
    "The column with repeats' names, where there is one: a person's number is the mean over them.")
  static let group = Parameter(
    "group", .string, "The column that tells two groups apart, or holds a number.")
  static let test = Parameter(
    "test", .choice(Test.self), default: .linear,
    "`student` with one variance for both groups, `welch` with two, `linear` with covariates.")
  static let covariates = Parameter(
    "covariates", .list(of: .string), default: [],
    "Columns of people that are held constant, for `linear`: numbers, or text with a column a value."
  )
  static let weights = Parameter(
    "weights", .choice(Weights.self), default: .equal,
    "`equal`, or `inverse-variance`: each person by 1 / (σ² + s² / n), s² the variance of its n repeats and σ² "
      + "that of people, for `linear`; those with one repeat have the mean s².")
  static let chosen = Parameter(
    "regions", .list(of: .string), default: [],
    "Columns to look at, `*` standing for any characters; all other numbers where the list is empty."
  )
  static let besides = Parameter(
    "besides", .list(of: .string), default: ["age", "sex"],
    "Columns that are no regions; those that the table has.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0.5, maximum: 0.9999), default: 0.95, "Of the intervals.")

  static let inputs = list(table)
  static let outputs = list(regions)
  static let parameters = list(
    subject, repeats, group, test, covariates, weights, chosen, besides, confidence)

  enum Test: String, CaseIterable { case student, welch, linear }
  enum Weights: String, CaseIterable {
    case equal
    case inverseVariance = "inverse-variance"
  }

  private let values: ParameterValues

  init(_ values: ParameterValues) throws {
    self.values = values
    guard values[Self.test] != .linear else { return }
    guard values[Self.covariates].isEmpty else {
      throw ParameterError(Self.covariates, "covariates need `test: linear`")
    }
    guard values[Self.weights] == .equal else {
      throw ParameterError(Self.weights, "weights need `test: linear`")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let people = try PeopleTable(
      inputs[Self.table], subject: values[Self.subject], repeats: values[Self.repeats])
    let (group, covariates) = (values[Self.group], values[Self.covariates])
    let names = try people.columns(
      values[Self.chosen],
      besides: [values[Self.repeats], group] + covariates + values[Self.besides])
    let design = try GroupDesign(people, group: group, covariates: covariates, warn: context.warn)
    var tests: [TTest] = []
    var counts: [Int] = []
    for (place, name) in names.enumerated() {
      let rows = people.byPerson(try people.numbers(name))
      let (test, count) = try compare(name, rows, design)
      tests.append(test)
      counts.append(count)
      try context.progress(Double(place + 1) / Double(names.count))
    }
    let probabilities = tests.map(\.probability)
    let intervals = tests.map { $0.interval(values[Self.confidence]) }
    return [
      Self.regions(
        Table([
          .init("region", .text(names)), .init("people", .integers(counts)),
          .init("difference", .numbers(tests.map(\.difference))),
          .init("low", .numbers(intervals.map(\.low))),
          .init("high", .numbers(intervals.map(\.high))),
          .init("t", .numbers(tests.map(\.statistic))),
          .init("freedom", .numbers(tests.map(\.degreesOfFreedom))),
          .init("p", .numbers(probabilities)), .init("effect", .numbers(tests.map(\.effectSize))),
          .init("bonferroni", .numbers(MultipleTests.bonferroni(probabilities))),
          .init("holm", .numbers(MultipleTests.holm(probabilities))),
          .init("by", .numbers(MultipleTests.benjaminiYekutieli(probabilities))),
        ]))
    ]
  }

  private func compare(
    _ name: String, _ rows: [[Double]], _ design: GroupDesign
  ) throws -> (TTest, Int) {
    let known = rows.map { $0.filter { !$0.isNaN } }
    let people = design.people.filter { !known[$0].isEmpty }
    let means = people.map { known[$0].reduce(0, +) / Double(known[$0].count) }
    guard values[Self.test] == .linear else {
      guard design.groups != nil else {
        throw StageError(
          "\(quoted(values[Self.group])) is a number; t-tests compare two groups, `test: linear` follows it"
        )
      }
      func own(_ isFirst: Bool) -> [Double] {
        zip(people, means).filter { (design.columns[1][$0.0] == 1) == isFirst }.map(\.1)
      }
      guard let test = TTest(groups: own(true), own(false), pooled: values[Self.test] == .student)
      else { throw StageError("\(quoted(name)): a group has fewer than two people") }
      return (test, people.count)
    }
    let columns = design.columns.map { column in people.map { column[$0] } }
    do {
      let plain = try LinearModel(columns: columns, values: means)
      guard values[Self.weights] == .inverseVariance else { return (plain.test(1), people.count) }
      guard
        let weights = InverseVariance.weights(
          people.map { known[$0] }, total: plain.residualVariance)
      else {
        throw StageError(
          "\(quoted(name)): weights come from the variance of repeats, and nobody has two")
      }
      return (
        try LinearModel(columns: columns, values: means, weights: weights).robustTest(1),
        people.count
      )
    } catch let failure as LinearModel.Failure {
      throw StageError("\(quoted(name)): \(design.explanation(of: failure))")
    }
  }
}

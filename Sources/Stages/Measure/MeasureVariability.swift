import Arithmetic
import PipelineKit
import Statistics

/// How much numerical noise there is beside the differences between people, and what follows from it.
struct MeasureVariability: Stage {
  static let kind = "measure/variability"
  static let version = 3
  static let summary =
    "Numerical-population variability ratio of each region, its consequences, and variance components."
  static let source =
    "Chatelain et al. (2026), bioRxiv 10.64898/2026.01.09.698203 (NPVR, first called NAVR); components by "
    + "restricted maximum likelihood, Patterson and Thompson (1971); Holm (1979); Benjamini and Yekutieli "
    + "(2001); Freeman and Tukey (1950); Fisher (1925), analysis of variance."
  static let usesArithmetic = false
  static let bootstrap = DrawnStream(
    "bootstrap", followsRepeat: false, "People drawn for the intervals.")
  static let streams = [bootstrap]

  static let table = Input<Table>(
    "table", "A row for each person and repeat, a column for each region: `brain-age/features`.")
  static let regions = Output<Table>(
    "regions",
    "A row for each region: region, people, repeats, mean; numerical and population (standard deviations), "
      + "npvr, their ratio, with low and high; f and p of the test that people differ no more than repeats do "
      + "(analysis of variance), with bonferroni, holm and by (Benjamini and Yekutieli); "
      + "d-deviation, t-deviation and r-deviation, what noise does to Cohen's d, a t statistic and a "
      + "correlation of 0.")
  static let groups = Output<Table>(
    "groups",
    "With `group`, a row for each region: region, groups, difference, d, t, freedom, p of the people's means; "
      + "p-deviation by noise, flip, the probability that it carries p across `level`; bonferroni, holm, by; "
      + "significant, the part of single repeats with p below the level, with low and high.")
  static let components = Output<Table>(
    "components",
    "A row for each region and component: region, component, variance, share, deviation.")
  static let overall = Output<Table>(
    "summary", "One row: regions, people, repeats; mean, median, least and greatest npvr.")
  static let subject = Parameter(
    "subject", .string, default: "subject", "The column with people's names.")
  static let repeats = Parameter(
    "repeat", .string, default: "repeat", "The column with repeats' names.")
  static let chosen = Parameter(
    "regions", .list(of: .string), default: [],
    "Columns to look at, `*` standing for any characters; all numbers but ages and the like below where "
      + "the list is empty.")
  static let besides = Parameter(
    "besides", .list(of: .string), default: ["age", "sex"],
    "Columns that are no regions; those that the table has.")
  static let group = Parameter(
    "group", .string, default: "",
    "A column with two groups of people to compare; none where it is empty.")
  static let factors = Parameter(
    "components", .list(of: .string), default: [],
    "Columns whose values vary within people (seed, weights, arithmetic, session) or over them (site): each "
      + "is a component of variance. People and what is left, repeats, always are; with the column of "
      + "people under `subject`.")
  static let nested = Parameter(
    "nested", .boolean, default: true,
    "Whether the values of `components` mean something else in each person (a seed's effect on this head), "
      + "or the same in all.")
  static let level = Parameter(
    "level", .number(minimum: 1e-6, maximum: 0.5), default: 0.05, "Of significance.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0.5, maximum: 0.9999), default: 0.95, "Of the intervals.")
  static let draws = Parameter(
    "draws", .integer(minimum: 100, maximum: 100_000), default: 1000,
    "Bootstrap samples of people for the intervals.")

  static let inputs = list(table)
  static let outputs = list(regions, groups, components, overall)
  static let parameters = list(
    subject, repeats, chosen, besides, group, factors, nested, level, confidence, draws)

  private let values: ParameterValues

  init(_ values: ParameterValues) { self.values = values }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let people = try PeopleTable(
      inputs[Self.table], subject: values[Self.subject], repeats: values[Self.repeats])
    guard people.repeats.count > 1 else {
      throw StageError(
        "numerical noise shows between repeats, and the table has no column \(quoted(values[Self.repeats])) "
          + "with two or more of them")
    }
    let group = values[Self.group]
    let names = try people.columns(
      values[Self.chosen],
      besides: [values[Self.repeats], group] + values[Self.besides] + values[Self.factors])
    let columns = try names.map { name -> [Double] in
      let numbers = try people.numbers(name)
      guard !numbers.contains(where: \.isInfinite) else {
        throw StageError("column \(quoted(name)) has an infinite number")
      }
      return numbers
    }
    let regions = try zip(names, columns).map { name, column -> RegionVariability in
      guard let found = RegionVariability(name, people.byPerson(column)) else {
        throw StageError(
          "\(quoted(name)) has no two repeats of a person, or no two people, so noise and people cannot be "
            + "told apart")
      }
      return found
    }
    try context.progress(0.1)
    let resampled = ResampledVariability(regions.map(\.rows))
    let intervals = Bootstrap(draws: values[Self.draws], stream: context.random(Self.bootstrap))
      .intervals(values[Self.confidence], units: people.people.count) { resampled.ratios($0) }
    try context.progress(0.6)
    let compared = group.isEmpty ? [] : try compare(people, regions, group)
    return [
      Self.regions(RegionVariability.table(regions, intervals)),
      Self.groups(GroupVariability.table(compared)),
      Self.components(try componentTable(people, names, columns, context)),
      Self.overall(summary(people, regions)),
    ]
  }

  private func compare(
    _ people: PeopleTable, _ regions: [RegionVariability], _ column: String
  ) throws -> [GroupVariability] {
    let labels = try people.textPerPerson(column)
    let groups = Set(labels).sorted()
    guard groups.count == 2 else {
      throw StageError(
        "two groups are compared, and \(quoted(column)) has \(groups.count): "
          + Listing.text(groups.map(quoted)))
    }
    return try regions.map { region in
      guard
        let found = GroupVariability(
          region, labels, groups, level: values[Self.level], confidence: values[Self.confidence])
      else {
        throw StageError("\(quoted(region.name)): a group has fewer than two people")
      }
      return found
    }
  }

  /// People, the factors, and what is left.
  private func componentTable(
    _ people: PeopleTable, _ names: [String], _ columns: [[Double]], _ context: StageContext
  ) throws -> Table {
    let own = values[Self.factors]
    let labels = try own.map { name -> [String] in
      guard let cells = people.table.text(name) else {
        throw StageError("the table has no column \(quoted(name)), which `components` names")
      }
      return cells
    }
    var (region, component): ([String], [String]) = ([], [])
    var (variance, share): ([Double], [Double]) = ([], [])
    for (place, (name, column)) in zip(names, columns).enumerated() {
      let rows = column.indices.filter { !column[$0].isNaN }
      let factors =
        [rows.map { people.person[$0] }]
        + labels.map { cells in
          levels(
            rows.map { row in
              values[Self.nested] ? "\(people.person[row])\u{1F}\(cells[row])" : cells[row]
            })
        }
      do throws(VarianceComponents.Failure) {
        let found = try VarianceComponents(
          values: rows.map { column[$0] }, columns: [rows.map { _ in 1 }], factors: factors)
        let all = found.components + [found.residual]
        let sum = all.reduce(0, +)
        region += all.map { _ in name }
        component += [values[Self.subject]] + own + ["residual"]
        variance += all
        share += all.map { $0 / sum }
      } catch { throw StageError("\(quoted(name)): \(explanation(of: error, own))") }
      try context.progress(0.7 + 0.3 * Double(place + 1) / Double(names.count))
    }
    return Table([
      .init("region", .text(region)), .init("component", .text(component)),
      .init("variance", .numbers(variance)), .init("share", .numbers(share)),
      .init("deviation", .numbers(variance.map { $0.squareRoot() })),
    ])
  }

  private func levels(_ labels: [String]) -> [Int] {
    var known: [String: Int] = [:]
    return labels.map { label in
      let level = known[label] ?? known.count
      known[label] = level
      return level
    }
  }

  private func explanation(of failure: VarianceComponents.Failure, _ factors: [String]) -> String {
    switch failure {
    case .tooFewRows: "there are too few rows for components of variance"
    case .dependent: "components of variance cannot be told apart"
    case .indistinct(let place):
      "'\(place == 0 ? values[Self.subject] : factors[place - 1])' has one value in all rows, or another in "
        + "each, so it is no component of variance"
    case .tooManyTogether(let rows):
      "\(rows) rows hang together by shared values, and at most \(VarianceComponents.mostRowsTogether) can; "
        + "say `nested: true`, or leave a component out"
    case .notSettled: "the components of variance did not settle"
    }
  }

  private func summary(_ people: PeopleTable, _ regions: [RegionVariability]) -> Table {
    let ratios = Distribution(regions.map(\.variability.ratio).filter(\.isFinite))
    func number(_ name: String, _ value: Double?) -> Table.Column {
      .init(name, .numbers([value ?? .nan]))
    }
    return Table([
      .init("regions", .integers([regions.count])),
      .init("people", .integers([people.people.count])),
      .init("repeats", .integers([people.repeats.count])), number("mean", ratios?.mean),
      number("median", ratios?.median), number("minimum", ratios?.minimum),
      number("maximum", ratios?.maximum),
    ])
  }
}

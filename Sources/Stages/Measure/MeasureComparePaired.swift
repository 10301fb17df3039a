import PipelineKit
import Statistics

/// Whether two families, tools or settings differ in the same people, region by region.
struct MeasureComparePaired: PortDerivingStage {
  static let kind = "measure/compare-paired"
  static let version = 2
  static let summary =
    "Paired t-tests of each region between several inputs, or the values along an axis."
  static let source =
    "Student (1908), Biometrika 6; Bonferroni as in arXiv 2509.05238 and 2308.01939; Holm (1979), "
    + "Scandinavian Journal of Statistics 6; Benjamini and Yekutieli (2001), Annals of Statistics 29."
  static let usesArithmetic = false

  static let tables = family("tables")
  private static func family(_ name: String) -> Input<Many<Table>> {
    Input(
      name, called: name == "tables" ? "the table" : "the table of \(name)",
      "Tables with a row for each region, of each person along the axes under `over`: labels of "
        + "`measure/dice` or `measure/overlap`. Either one input for each of what is compared, called as it "
        + "is called; or `tables` alone, with `compare`.")
  }
  static let regions = Output<Table>(
    "regions",
    "A row for each pair of values and region: first, second, region, pairs, means of both, difference "
      + "(first less second) with low and high, t, p, effect (Cohen's d of the differences), bonferroni, "
      + "holm, by (Benjamini and Yekutieli), each over the regions of the pair. p is missing where "
      + "nothing varies.")
  static let overall = Output<Table>(
    "summary",
    "A row for each pair of values: first, second, regions, and how many of them are lower and higher at "
      + "`level` after Bonferroni and after Holm.")
  static let all = Output<Table>(
    "tables",
    "All tables that were compared as one, with a column for the axis under `compare`, or `family`, and one "
      + "for each other axis: for the input `regions` of `report/html`.")
  static let axis = Parameter(
    "compare", .string, default: "",
    "The axis whose values are compared, for the input `tables`: `family`, `tool`.")
  static let reference = Parameter(
    "reference", .string, default: "",
    "The value that all others are compared with; every two where it is empty.")
  static let region = Parameter("region", .string, default: "label", "The column of the regions.")
  static let value = Parameter(
    "value", .string, default: "minimum", "The column of the numbers that are compared.")
  static let level = Parameter(
    "level", .number(minimum: 1e-6, maximum: 0.5), default: 0.05, "Of significance.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0.5, maximum: 0.9999), default: 0.95, "Of the intervals.")

  static let inputs = list(tables)
  static let standIns = list(tables)
  static let outputs = list(regions, overall, all)
  static let parameters = list(axis, reference, region, value, level, confidence)

  static let portParameters: [AnyParameter] = []

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    StagePorts(
      inputs: (names.isEmpty ? [tables.name] : names).map { family($0).port }, outputs: outputs)
  }

  private let values: ParameterValues

  init(_ values: ParameterValues) { self.values = values }

  /// What a number is of: everything but what is compared.
  private struct Person: Hashable { var place: String }

  private struct Row {
    var (first, second, region) = ("", "", "")
    var pairs = 0
    var (meanFirst, meanSecond) = (Double.nan, Double.nan)
    var test: TTest?
    var probability: Double { test?.probability ?? .nan }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let (numbers, compared, regions, tables) = try read(inputs)
    let reference = values[Self.reference]
    guard reference.isEmpty || compared.contains(reference) else {
      throw StageError(
        "there is no \(quoted(reference)) to compare with: there are "
          + compared.map(quoted).joined(separator: ", "))
    }
    guard compared.count > 1 else {
      throw StageError(
        "there is one thing alone, \(compared.first.map(quoted) ?? "none"): name several inputs, or with "
          + "'tables' the axis under 'compare'")
    }
    var pairs: [(String, String)] = []
    for (place, first) in compared.enumerated() {
      if !reference.isEmpty {
        if first != reference { pairs.append((first, reference)) }
        continue
      }
      for second in compared[(place + 1)...] { pairs.append((first, second)) }
    }
    var (rows, corrected): ([Row], [[Double]]) = ([], [[], [], []])
    var summary: [(String, String, [Row], [Double], [Double])] = []
    for (first, second) in pairs {
      let own = regions.map { row(numbers, first, second, $0) }
      let tested = own.indices.filter { !own[$0].probability.isNaN }
      let plain = tested.map { own[$0].probability }
      let families = [
        MultipleTests.bonferroni(plain), MultipleTests.holm(plain),
        MultipleTests.benjaminiYekutieli(plain),
      ].map { adjusted -> [Double] in
        var all = own.map { _ in Double.nan }
        for (place, value) in zip(tested, adjusted) { all[place] = value }
        return all
      }
      for (place, values) in families.enumerated() { corrected[place] += values }
      rows += own
      summary.append((first, second, own, families[0], families[1]))
    }
    return [
      Self.regions(table(rows, corrected)), Self.overall(overall(summary)),
      Self.all(try Table.concatenating(tables)),
    ]
  }

  /// Numbers by what is compared, region and person.
  private func read(_ inputs: Inputs) throws -> (
    [String: [String: [Person: Double]]], compared: [String], regions: [String],
    tables: [(coordinates: Coordinates, table: Table)]
  ) {
    let (axis, column) = (values[Self.axis], values[Self.value])
    var numbers: [String: [String: [Person: Double]]] = [:]
    var (compared, regions): ([String], [String]) = ([], [])
    var tables: [(coordinates: Coordinates, table: Table)] = []
    for (port, item) in try inputs.ports.flatMap({ port in
      try inputs[Self.family(port)].map { (port, $0) }
    }) {
      let table = try item.load()
      var own = port
      if port == Self.tables.name, !axis.isEmpty {
        guard let value = item.coordinates[axis] else {
          throw StageError(
            "\(item.name) lies along no axis '\(axis)': name it under 'over', beside the axis of the people"
          )
        }
        own = value
      }
      guard let names = table.text(values[Self.region]), let values = table.numbers(column) else {
        throw StageError(
          "\(item.name) has no columns \(quoted(self.values[Self.region])) and \(quoted(column)) of numbers"
        )
      }
      let others = item.coordinates.entries.filter { $0.axis != axis }
      let person = Person(
        place: others.map { "\($0.axis)=\($0.value)" }.joined(separator: " "))
      tables.append((Coordinates([.init(axis.isEmpty ? "family" : axis, own)] + others), table))
      if !compared.contains(own) { compared.append(own) }
      for (name, value) in zip(names, values) {
        if !regions.contains(name) { regions.append(name) }
        guard numbers[own]?[name]?[person] == nil else {
          throw StageError("\(item.name) has region \(quoted(name)) twice")
        }
        numbers[own, default: [:]][name, default: [:]][person] = value
      }
    }
    return (numbers, compared, regions, tables)
  }

  private func row(
    _ numbers: [String: [String: [Person: Double]]], _ first: String, _ second: String,
    _ region: String
  ) -> Row {
    let (a, b) = (numbers[first]?[region] ?? [:], numbers[second]?[region] ?? [:])
    let people = a.keys.filter { a[$0]?.isFinite == true && b[$0]?.isFinite == true }
      .sorted { $0.place < $1.place }
    let (own, other) = (people.compactMap { a[$0] }, people.compactMap { b[$0] })
    var row = Row()
    (row.first, row.second, row.region, row.pairs) = (first, second, region, people.count)
    guard !people.isEmpty else { return row }
    row.meanFirst = own.reduce(0, +) / Double(own.count)
    row.meanSecond = other.reduce(0, +) / Double(other.count)
    row.test = TTest(pairs: own, other)
    return row
  }

  private func table(_ rows: [Row], _ corrected: [[Double]]) -> Table {
    func numbers(_ name: String, _ value: (Row) -> Double?) -> Table.Column {
      .init(name, .numbers(rows.map { value($0) ?? .nan }))
    }
    let confidence = values[Self.confidence]
    return Table([
      .init("first", .text(rows.map(\.first))), .init("second", .text(rows.map(\.second))),
      .init("region", .text(rows.map(\.region))), .init("pairs", .integers(rows.map(\.pairs))),
      numbers("first-mean") { $0.meanFirst }, numbers("second-mean") { $0.meanSecond },
      numbers("difference") { $0.test?.difference },
      numbers("low") { $0.test?.interval(confidence).low },
      numbers("high") { $0.test?.interval(confidence).high },
      numbers("t") { $0.test?.statistic }, numbers("p") { $0.probability },
      numbers("effect") { $0.test?.effectSize },
      .init("bonferroni", .numbers(corrected[0])), .init("holm", .numbers(corrected[1])),
      .init("by", .numbers(corrected[2])),
    ])
  }

  private func overall(_ pairs: [(String, String, [Row], [Double], [Double])]) -> Table {
    let level = values[Self.level]
    func count(_ rows: [Row], _ probabilities: [Double], _ isLower: Bool) -> Int {
      zip(rows, probabilities).count {
        $1 < level && (($0.test?.difference ?? 0) < 0) == isLower
      }
    }
    return Table([
      .init("first", .text(pairs.map(\.0))), .init("second", .text(pairs.map(\.1))),
      .init("regions", .integers(pairs.map { $0.2.count })),
      .init("bonferroni-lower", .integers(pairs.map { count($0.2, $0.3, true) })),
      .init("bonferroni-higher", .integers(pairs.map { count($0.2, $0.3, false) })),
      .init("holm-lower", .integers(pairs.map { count($0.2, $0.4, true) })),
      .init("holm-higher", .integers(pairs.map { count($0.2, $0.4, false) })),
    ])
  }
}

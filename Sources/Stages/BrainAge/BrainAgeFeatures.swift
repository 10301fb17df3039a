import PipelineKit

/// Regional volumes of people and repeats as one table, joined to what is known of the people.
struct BrainAgeFeatures: Stage {
  static let kind = "brain-age/features"
  static let version = 1
  static let summary = "A table of features a person and repeat, joined to the people's ages."
  static let source =
    "Tidy data, Wickham (2014), Journal of Statistical Software 59; participants.tsv as the Brain Imaging "
    + "Data Structure (BIDS)."
  static let usesArithmetic = false

  static let regions = Input<Many<Table>?>(
    "regions", called: "the table",
    "Tables with a row for each region, of each person and repeat along the axes under `over`: regions of "
      + "`measure/volumes`, volumes of an ensemble, `.stats` files of FreeSurfer or FastSurfer.")
  static let wide = Input<Table?>(
    "table",
    "Instead: one table with a row for each person (and repeat), a column for each feature.")
  static let participants = Input<Many<Table>?>(
    "participants",
    "A row for each person: participants.tsv, or a table of each person along the axes under `over`. Ages "
      + "come from `table` where not given.")
  static let features = Output<Table>(
    "features",
    "A row for each person and repeat: subject, the other axes, age, covariates, then the features."
  )
  static let people = Output<Table>(
    "people", "A row for each person, as participants.tsv has it: participant_id, age, covariates.")
  static let missing = Output<Table>(
    "missing", "A row for each number that is missing: subject, column.")
  static let overall = Output<Table>(
    "summary",
    "One row: rows, people, features, missing numbers, features left out, people without an age, people of "
      + "`participants` without a row.")
  static let subject = Parameter(
    "subject", .string, default: "subject", "The axis of the people, for `regions`.")
  static let keys = Parameter(
    "repeat", .list(of: .string), default: ["repeat", "session", "run"],
    "Columns of `table` that tell the rows of a person apart; those that it has.")
  static let values = Parameter(
    "values", .list(of: .string), default: ["volume", "value", "ThickAvg"],
    "Columns of `regions` whose numbers become features, where a table has them. Where a region has "
      + "several, they are called region_column.")
  static let choose = Parameter(
    "features", .list(of: .string), default: [],
    "Features to keep, `*` standing for any characters; all where the list is empty.")
  static let exclude = Parameter(
    "exclude", .list(of: .string), default: [], "Features to leave out, `*` as above.")
  static let age = Parameter(
    "age", .string, default: "age", "The column of ages; the result calls it `age`.")
  static let covariates = Parameter(
    "covariates", .list(of: .string), default: [], "Other columns of people to keep, such as `sex`."
  )
  static let normalize = Parameter(
    "normalize", .choice(IntracranialVolume.Normalization.self), default: .none,
    "`ratio`: features over the intracranial volume; `residual`: what it does not explain of them over "
      + "all rows, for comparisons of groups (regressions take `residualize`, inside folds).")
  static let intracranial = Parameter(
    "intracranial", .string, default: "EstimatedTotalIntraCranialVol",
    "The feature that is the intracranial volume, for `normalize`.")
  static let incomplete = Parameter(
    "incomplete", .choice(Incomplete.self), default: .keep,
    "What becomes of features of which numbers are missing: they stay, with gaps, or are left out.")

  static let inputs = list(regions, wide, participants)
  static let outputs = list(features, people, missing, overall)
  static let parameters = list(
    subject, keys, values, choose, exclude, age, covariates, normalize, intracranial, incomplete)

  enum Incomplete: String, CaseIterable { case keep, drop }

  private let values: ParameterValues

  init(_ values: ParameterValues) { self.values = values }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let participants = try inputs[Self.participants].map { items in
      try Table.concatenating(items.map { ($0.coordinates, try $0.load()) })
    }
    var rows = try rows(inputs, hasParticipants: participants != nil, context)
    guard !rows.rows.isEmpty else { throw StageError("the table has no rows") }
    try choose(&rows)
    let people = try PeopleFacts(
      participants ?? inputs[Self.wide], age: values[Self.age], covariates: values[Self.covariates],
      rows: rows.rows.map(\.keys))
    report(people, rows, context)

    var names = rows.features
    var columns = names.map { name in rows.rows.map { $0.values[name] ?? .nan } }
    var gaps = people.gaps(rows.rows.map { $0.keys[0] })
    var lost: [String] = []
    for (name, column) in zip(names, columns) {
      let empty = column.indices.filter { column[$0].isNaN }
      gaps += empty.map { (rows.rows[$0].keys[0], name) }
      if !empty.isEmpty { lost.append(name) }
    }
    if values[Self.incomplete] == .drop, !lost.isEmpty {
      context.warn(
        "left out because numbers are missing: \(Listing.text(lost.map(quoted)))")
      let dropped = Set(lost)
      let kept = names.indices.filter { !dropped.contains(names[$0]) }
      (names, columns) = (kept.map { names[$0] }, kept.map { columns[$0] })
      guard !names.isEmpty else { throw StageError("every feature lacks a number somewhere") }
    } else if !lost.isEmpty {
      context.warn(
        "\(Counted.text(lost.count, "feature")) with missing numbers: \(Listing.text(lost.map(quoted)))"
      )
    }
    try IntracranialVolume.normalize(
      &columns, names, by: values[Self.normalize], of: values[Self.intracranial], context)

    let keys = rows.keys.indices.map { place in
      Table.Column(rows.keys[place], .text(rows.rows.map { $0.keys[place] }))
    }
    let table = Table(
      keys + people.columns + zip(names, columns).map { Table.Column($0, .numbers($1)) })
    return [
      Self.features(table), Self.people(people.table(rows.rows.map { $0.keys[0] })),
      Self.missing(
        Table([.init("subject", .text(gaps.map(\.0))), .init("column", .text(gaps.map(\.1)))])),
      Self.overall(
        Table([
          .init("rows", .integers([rows.rows.count])),
          .init("people", .integers([Set(rows.rows.map { $0.keys[0] }).count])),
          .init("features", .integers([names.count])), .init("missing", .integers([gaps.count])),
          .init("left-out", .integers([rows.features.count - names.count])),
          .init("without-age", .integers([people.withoutAge.count])),
          .init("without-rows", .integers([people.withoutRows.count])),
        ])),
    ]
  }

  private func rows(
    _ inputs: Inputs, hasParticipants: Bool, _ context: StageContext
  ) throws -> FeatureRows {
    let (regions, wide) = (try inputs[Self.regions], try inputs[Self.wide])
    switch (regions, wide) {
    case (let regions?, nil):
      return try FeatureRows(
        regions: regions, subject: values[Self.subject], columns: values[Self.values])
    case (nil, let wide?):
      let read = try WideTable(
        wide, keys: values[Self.keys], choose: values[Self.choose], exclude: values[Self.exclude],
        others: hasParticipants ? [] : Set([values[Self.age]] + values[Self.covariates]))
      if !read.text.isEmpty {
        context.warn("columns of text are no features: \(Listing.text(read.text.map(quoted)))")
      }
      return read.rows
    case (nil, nil): throw StageError("features come from `regions` or from `table`; connect one")
    case (.some, .some):
      throw StageError(
        "features come from `regions` or from `table`; connect one of them, not both")
    }
  }

  /// Leaves out what is not asked for, and checks that each person and repeat has one row.
  private func choose(_ rows: inout FeatureRows) throws {
    var seen: Set<[String]> = []
    for row in rows.rows where !seen.insert(row.keys).inserted {
      throw StageError(
        "two rows are of "
          + zip(rows.keys, row.keys).map { "\($0) \(quoted($1))" }.joined(separator: ", ")
          + (rows.keys.count == 1
            ? "; if they are repeats, name the column that tells them apart under `repeat`" : ""))
    }
    let (chosen, left) = (values[Self.choose], values[Self.exclude])
    for pattern in chosen + left
    where !rows.features.contains(where: { Wildcard(pattern).matches($0) })
      && !left.contains(pattern)
    {
      throw StageError(
        "no feature is called \(quoted(pattern)); there are \(Listing.text(rows.features.map(quoted)))"
      )
    }
    let kept = rows.features.filter { name in
      (chosen.isEmpty || chosen.contains { Wildcard($0).matches(name) })
        && !left.contains { Wildcard($0).matches(name) }
    }
    guard !kept.isEmpty else { throw StageError("no feature is left") }
    rows.keep(Set(kept))
  }

  private func report(
    _ people: PeopleFacts, _ rows: FeatureRows, _ context: StageContext
  ) {
    if !people.withoutAge.isEmpty {
      context.warn(
        "no age is known of \(Listing.text(people.withoutAge.map(quoted)))")
    }
    if !people.withoutRows.isEmpty {
      context.warn(
        "participants without features: \(Listing.text(people.withoutRows.map(quoted)))")
    }
  }
}

extension FeatureRows {
  /// Forgets all other features.
  fileprivate mutating func keep(_ names: Set<String>) {
    var kept = FeatureRows(keys: keys)
    for row in rows {
      kept.add(
        row.keys,
        features.filter(names.contains).compactMap { name in
          row.values[name].map { (name, $0) }
        })
    }
    self = kept
  }
}

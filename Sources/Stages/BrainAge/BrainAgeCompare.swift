import Arithmetic
import PipelineKit
import Statistics

/// Whether regressions differ, over the same splits.
struct BrainAgeCompare: Stage {
  static let kind = "brain-age/compare"
  static let version = 2
  static let summary =
    "Regressions compared over the same splits, by the corrected resampled t-test."
  static let source =
    "Nadeau and Bengio (2003), Machine Learning 52: t = d̄ / √((1/J + n_test/n_train) s²), J − 1 degrees of "
    + "freedom; Holm (1979); Benjamini and Yekutieli (2001)."
  static let usesArithmetic = false
  static let permutations = DrawnStream(
    "permutations", followsRepeat: false, "Orders in which sizes are permuted for the trend.")
  static let streams = [permutations]

  static let scores = Input<Many<Table>>(
    "scores", called: "the scores", atLeast: 2,
    "Scores of `brain-age/regress`, all with the same splits, along the axes under `over`.")
  static let comparisons = Output<Table>(
    "comparisons",
    "A row for each regression but the reference: its axes, splits, figure, reference (its figure), "
      + "difference (own less reference) with low and high, t, freedom, p, holm, by (Benjamini and "
      + "Yekutieli), effect (difference in standard deviations over splits).")
  static let trends = Output<Table>(
    "trends",
    "With `trend`, a row for each series: its other axes, sizes, slope of the figure on the size, p of as "
      + "steep a slope where sizes are permuted within splits, holm.")
  static let curves = Output<Table>(
    "curves",
    "A row for each regression, the reference too: its axes, splits, figure (mean over splits) with low and "
      + "high, whose width counts that training parts of splits overlap.")
  static let axis = Parameter(
    "axis", .string,
    "The axis whose values are compared; regressions that differ in others are not.")
  static let reference = Parameter(
    "reference", .string, "The value along that axis that the others are compared with.")
  static let figure = Parameter("figure", .string, default: "mae", "The column of the scores.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0.5, maximum: 0.9999), default: 0.95, "Of the intervals.")
  static let trend = Parameter(
    "trend", .string, default: "",
    "An axis of numbers, such as that of the sizes of ensembles, along which trends are tested; none "
      + "where it is empty.")
  static let draws = Parameter(
    "draws", .integer(minimum: 100, maximum: 1_000_000), default: 10_000,
    "Permutations for the trend.")

  static let inputs = list(scores)
  static let outputs = list(comparisons, trends, curves)
  static let parameters = list(axis, reference, figure, confidence, trend, draws)

  private let values: ParameterValues

  init(_ values: ParameterValues) { self.values = values }

  /// A regression's figures over splits.
  private struct Series {
    let coordinates: Coordinates
    let figures: [Double]
    let ratio: Double
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let series = try load(inputs[Self.scores])
    return [
      Self.comparisons(try compare(series)),
      Self.trends(try trends(series, context.random(Self.permutations))),
      Self.curves(try curves(series)),
    ]
  }

  private func load(_ items: Many<Table>) throws -> [Series] {
    let figure = values[Self.figure]
    var splits: [[Double]]?
    return try items.map { item in
      let table = try item.load()
      guard let figures = table.numbers(figure), let train = table.numbers("train"),
        let test = table.numbers("test"), let repetition = table.numbers("repetition"),
        let fold = table.numbers("fold")
      else {
        throw StageError(
          "\(item.name) are no scores of brain-age/regress with \(quoted(figure)) among their columns"
        )
      }
      let own = [repetition, fold, train, test]
      guard own == splits ?? own else {
        throw StageError(
          "\(item.name) are over other splits than the first ones; give all regressions the same folds, "
            + "repetitions, `split-seed` and people")
      }
      splits = own
      guard figures.allSatisfy(\.isFinite) else {
        throw StageError(
          "\(item.name) have folds without \(quoted(figure)); use fewer folds, so that each tests several "
            + "people")
      }
      return Series(
        coordinates: item.coordinates, figures: figures,
        ratio: test.reduce(0, +) / train.reduce(0, +))
    }
  }

  private func compare(_ series: [Series]) throws -> Table {
    let (axis, reference) = (values[Self.axis], values[Self.reference])
    guard series.allSatisfy({ $0.coordinates[axis] != nil }) else {
      throw StageError(
        "the scores have no axis \(quoted(axis)); they have "
          + (series.first?.coordinates.entries.map { quoted($0.axis) } ?? []).joined(
            separator: ", "))
    }
    guard series.contains(where: { $0.coordinates[axis] == reference }) else {
      throw StageError(
        "no scores have \(axis)=\(reference); there are "
          + Set(series.compactMap { $0.coordinates[axis] }).sorted().joined(separator: ", "))
    }
    var rows: [(own: Series, other: Series, test: TTest)] = []
    for own in series where own.coordinates[axis] != reference {
      guard let other = Self.reference(for: own, in: series, axis, reference) else { continue }
      // What rounding alone makes differ is the same.
      let differences = zip(own.figures, other.figures).map { own, other in
        abs(own - other) <= 1e-12 * abs(other) ? 0 : own - other
      }
      guard let test = TTest(resampled: differences, testToTraining: own.ratio) else {
        throw StageError("a comparison needs at least two splits")
      }
      rows.append((own, other, test))
    }
    guard !rows.isEmpty else {
      throw StageError(
        "nothing can be compared with \(axis)=\(reference): no regression has its other axes")
    }
    func mean(_ figures: [Double]) -> Double { figures.reduce(0, +) / Double(figures.count) }
    func numbers(_ name: String, _ value: ((own: Series, other: Series, test: TTest)) -> Double)
      -> Table.Column
    { .init(name, .numbers(rows.map(value))) }
    // Regressions that never differ show no difference.
    let probabilities = rows.map { $0.test.probability.isNaN ? 1 : $0.test.probability }
    let confidence = values[Self.confidence]
    return Table(
      Self.columns(rows.map(\.own.coordinates)) + [
        .init("splits", .integers(rows.map(\.own.figures.count))),
        numbers("figure") { mean($0.own.figures) }, numbers("reference") { mean($0.other.figures) },
        numbers("difference", \.test.difference),
        numbers("low") { $0.test.interval(confidence).low },
        numbers("high") { $0.test.interval(confidence).high }, numbers("t", \.test.statistic),
        numbers("freedom", \.test.degreesOfFreedom), .init("p", .numbers(probabilities)),
        .init("holm", .numbers(MultipleTests.holm(probabilities))),
        .init("by", .numbers(MultipleTests.benjaminiYekutieli(probabilities))),
        numbers("effect", \.test.effectSize),
      ])
  }

  /// Each regression's own figure: the interval is that of the corrected test, of the figure instead of a
  /// difference.
  private func curves(_ series: [Series]) throws -> Table {
    let tests = try series.map { own -> TTest in
      guard let test = TTest(resampled: own.figures, testToTraining: own.ratio) else {
        throw StageError("an interval needs at least two splits")
      }
      return test
    }
    let intervals = tests.map { $0.interval(values[Self.confidence]) }
    return Table(
      Self.columns(series.map(\.coordinates)) + [
        .init("splits", .integers(series.map(\.figures.count))),
        .init("figure", .numbers(tests.map(\.difference))),
        .init("low", .numbers(intervals.map(\.low))),
        .init("high", .numbers(intervals.map(\.high))),
      ])
  }

  /// The reference with the same other axes; or the one whose other axes it has in common where the
  /// reference has only one (`augment=none` has no sizes).
  private static func reference(
    for own: Series, in series: [Series], _ axis: String, _ reference: String
  ) -> Series? {
    let candidates = series.filter { $0.coordinates[axis] == reference }
    let others = own.coordinates.entries.filter { $0.axis != axis }
    return candidates.first { candidate in
      others.allSatisfy { candidate.coordinates[$0.axis] == $0.value }
    }
  }

  /// A text column for each axis.
  private static func columns(_ rows: [Coordinates]) -> [Table.Column] {
    let taken: Set = [
      "splits", "figure", "reference", "difference", "low", "high", "t", "freedom", "p", "holm",
      "by",
      "effect", "sizes", "slope",
    ]
    return (rows.first?.entries.map(\.axis) ?? []).map { axis in
      .init(taken.contains(axis) ? "axis-\(axis)" : axis, .text(rows.map { $0[axis] ?? "" }))
    }
  }

  private func trends(_ series: [Series], _ stream: RandomStream) throws -> Table {
    let axis = values[Self.trend]
    var rows: [(coordinates: Coordinates, trend: PermutedTrend)] = []
    if !axis.isEmpty {
      let groups = Dictionary(grouping: series) { own in
        Coordinates(own.coordinates.entries.filter { $0.axis != axis })
      }
      for (coordinates, members) in groups.sorted(by: { $0.key.description < $1.key.description }) {
        let sizes = try members.map { member in
          guard let size = member.coordinates[axis].flatMap(Double.init), size.isFinite else {
            throw StageError(
              "the values along \(quoted(axis)) are not numbers, so they make no trend")
          }
          return size
        }
        guard Set(sizes).count > 1 else { continue }
        rows.append(
          (
            coordinates,
            PermutedTrend(
              sizes: sizes, figures: members.map(\.figures), draws: values[Self.draws],
              stream: stream)
          ))
      }
    }
    return Table(
      Self.columns(rows.map(\.coordinates)) + [
        .init("sizes", .integers(rows.map(\.trend.sizes))),
        .init("slope", .numbers(rows.map(\.trend.slope))),
        .init("p", .numbers(rows.map(\.trend.probability))),
        .init("holm", .numbers(MultipleTests.holm(rows.map(\.trend.probability)))),
      ])
  }
}

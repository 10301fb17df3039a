import Statistics

/// How far each subject lies from all others in each number of a table.
struct SubjectScores {
  /// One number of one subject.
  struct Score {
    let measure: String
    let value: Double
    let median: Double
    let z: Double
  }

  struct Subject {
    let name: String
    /// The farthest first.
    let scores: [Score]
    /// Numbers farther than `limit`.
    let outside: Int
    var farthest: Double { scores.first.map { abs($0.z) } ?? 0 }
  }

  /// What is called an outlier (Iglewicz and Hoaglin 1993).
  static let limit = 3.5

  /// Those with the farthest numbers first.
  let subjects: [Subject]
  let measures: Int
  /// Numbers in which more than half of the subjects are equal, so that nobody has a score.
  let equal: Int

  /// Columns that are not measured.
  private static let facts: Set<String> = [
    "age", "label", "samples", "pairs", "values", "skipped", "repetition", "fold", "session", "run",
  ]

  /// - Parameters:
  ///   - column: with the subjects' names.
  ///   - chosen: columns with numbers; all that are measured where it is empty.
  ///   - axes: columns that tell rows apart; subject and repeats among them.
  /// - Returns: `nil` where the table has no such column.
  init?(_ table: Table, subject column: String, chosen: [String], axes: [String]) {
    guard let names = table.text(column) else { return nil }
    let what = ["name", "region", "measure", "label", "structure"].first { name in
      table[name].map { $0.isText || name == "label" } ?? false
    }
    let repeated: Set = [column, "repeat", "seed"]
    let keys = axes.filter { !repeated.contains($0) && $0 != what } + (what.map { [$0] } ?? [])
    let numbers = table.columns.filter { own in
      chosen.isEmpty
        ? !own.cells.isText && !axes.contains(own.name) && own.name != what && own.name != column
          && own.name != "repeat" && !Self.facts.contains(own.name)
        : chosen.contains(own.name)
    }.map(\.name)
    var order: [String] = []
    var places: [String: Int] = [:]
    for name in names where places[name] == nil {
      places[name] = order.count
      order.append(name)
    }
    let series = SeriesOfRows(table, by: keys).all
    var scores = [[Score]](repeating: [], count: order.count)
    var (measures, equal) = (0, 0)
    for number in numbers {
      guard let values = table.numbers(number) else { continue }
      for own in series {
        // A subject's number is the mean over its repeats.
        var sums = [Double](repeating: 0, count: order.count)
        var counts = [Int](repeating: 0, count: order.count)
        for row in own.rows where values[row].isFinite {
          guard let place = places[names[row]] else { continue }
          sums[place] += values[row]
          counts[place] += 1
        }
        let means = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan }
        let z = RobustScores.scores(means)
        measures += 1
        guard z.contains(where: \.isFinite),
          let median = Distribution(means.filter(\.isFinite))?.median
        else {
          equal += 1
          continue
        }
        let parts = [own.label, numbers.count > 1 ? number : ""].filter { !$0.isEmpty }
        let measure = parts.isEmpty ? number : parts.joined(separator: " · ")
        for place in order.indices where z[place].isFinite {
          scores[place].append(
            Score(measure: measure, value: means[place], median: median, z: z[place]))
        }
      }
    }
    (self.measures, self.equal) = (measures, equal)
    subjects = order.indices.map { place in
      let sorted = scores[place].sorted { (abs($1.z), $0.measure) < (abs($0.z), $1.measure) }
      return Subject(
        name: order[place], scores: sorted, outside: sorted.count { abs($0.z) > Self.limit })
    }.sorted { ($1.farthest, $0.name) < ($0.farthest, $1.name) }
  }
}

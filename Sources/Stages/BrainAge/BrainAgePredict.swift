import Networks
import PipelineKit
import Regression

/// Ages of new people by a regression that was learnt before.
struct BrainAgePredict: ResolvingStage {
  static let kind = "brain-age/predict"
  static let version = 2
  static let summary =
    "Ages of new people by a stored regression, and how far outside its data they lie."
  static let source = "The regression of `brain-age/regress` that the model holds."
  static let usesArithmetic = false

  static let features = Input<Table>(
    "features", "A row for each person and repeat; columns are found by their names.")
  static let model = Input<ModelWeights>("model", "A model of `brain-age/regress`.")
  static let predictions = Output<Table>(
    "predictions",
    "A row for each row: subject, repeat, age (where it is known), predicted; outside, how many features "
      + "lie outside the range that was learnt from, farthest, the one that lies farthest outside and "
      + "farthest-z by how many standard deviations from the mean; distance, the root mean square of all "
      + "standardised features; unusual, 1 where it is above that of 95 % of those who were learnt from."
  )
  static let subject = Parameter(
    "subject", .string, default: "subject", "The column with people's names.")
  static let repeats = Parameter(
    "repeat", .string, default: "repeat", "The column with repeats' names, where there is one.")
  static let library = Parameter(
    "library", .string, default: "",
    "The libraries that predictions may take, with their versions, as this machine has them: filled in "
      + "before anything runs, and part of the key. Where it is given, no other ones are taken.")

  static let inputs = list(features, model)
  static let outputs = list(predictions)
  static let parameters = list(subject, repeats, library)

  private let subject: String
  private let repeats: String
  private let library: String

  init(_ values: ParameterValues) {
    subject = values[Self.subject]
    repeats = values[Self.repeats]
    library = values[Self.library]
  }

  /// Which of the libraries the model takes shows when it is read: the key has them all.
  static func resolve(_ values: ParameterValues) throws -> ParameterValues {
    try LibraryVersions.resolve(values, library) { RegressionTask.librariesOfPredictions }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    try LibraryVersions.check(library, RegressionTask.librariesOfPredictions)
    let stored = try StoredRegressor(inputs[Self.model], context.arithmetic)
    let people = try PeopleTable(inputs[Self.features], subject: subject, repeats: repeats)
    let rows = try matrix(people, stored.features)
    let covariates = stored.covariates.isEmpty ? nil : try matrix(people, stored.covariates)
    let predicted = try explaining { try stored.fitted.predict(rows, covariates: covariates) }
    let ages = people.table.numbers(stored.target) ?? predicted.map { _ in .nan }

    var (outside, unusual): ([Int], [Int]) = ([], [])
    var (farthest, far, distances): ([String], [Double], [Double]) = ([], [], [])
    for row in 0..<rows.rows {
      let values = Array(rows.row(row))
      let beyond = values.indices.filter {
        values[$0] < stored.least[$0] || values[$0] > stored.greatest[$0]
      }
      let z = beyond.map { column in
        let deviation = stored.deviations[column]
        let distance = values[column] - stored.means[column]
        return deviation > 0 ? distance / deviation : distance > 0 ? Double.infinity : -.infinity
      }
      let worst = z.indices.max { abs(z[$0]) < abs(z[$1]) }
      outside.append(beyond.count)
      farthest.append(worst.map { stored.features[beyond[$0]] } ?? "")
      far.append(worst.map { z[$0] } ?? .nan)
      distances.append(stored.distance(values))
      unusual.append(distances[row] > stored.usualDistance ? 1 : 0)
    }
    let count = unusual.count { $0 == 1 }
    if count > 0 {
      context.warn(
        "\(count) of \(Counted.text(rows.rows, "row")) lie farther from the mean than 95 % of those who "
          + "were learnt from; their predictions go beyond the data")
    }
    let range = stored.targetRange
    let strange = zip(ages, people.person).filter { !$0.0.isNaN && !range.contains($0.0) }
    if !strange.isEmpty {
      context.warn(
        "\(stored.target) outside \(range.lowerBound)–\(range.upperBound), which was learnt from: "
          + Listing.text(
            Set(strange.map { people.people[$0.1] }).sorted().map { quoted($0) }))
    }
    return [
      Self.predictions(
        Table([
          .init("subject", .text(people.person.map { people.people[$0] })),
          .init("repeat", .text(people.repeated.map { people.repeats[$0] })),
          .init(stored.target, .numbers(ages)), .init("predicted", .numbers(predicted)),
          .init("outside", .integers(outside)), .init("farthest", .text(farthest)),
          .init("farthest-z", .numbers(far)), .init("distance", .numbers(distances)),
          .init("unusual", .integers(unusual)),
        ]))
    ]
  }

  private func matrix(_ people: PeopleTable, _ names: [String]) throws -> Matrix {
    let missing = names.filter { people.table[$0] == nil }
    guard missing.isEmpty else {
      throw StageError(
        "the table lacks features that the model was made with: \(Listing.text(missing.map(quoted)))"
      )
    }
    var matrix = Matrix(rows: people.person.count, columns: names.count)
    for (column, name) in names.enumerated() {
      for (row, value) in try people.numbers(name).enumerated() { matrix[row, column] = value }
    }
    return matrix
  }
}

/// What was predicted of people, as often as they were tested, and how good it is.
public struct TestedPeople: Sendable {
  /// The names of all figures, in the order of reports.
  public static let names =
    RegressionScores(targets: [], predictions: [], baseline: []).figures.map(\.name)
    + ["corrected-mae"]

  private struct Prediction {
    /// Of each row of the person; the first one counts.
    let values: [Double]
    /// The same; empty where nothing is corrected.
    let corrected: [Double]
    let baseline: Double
  }

  private let targets: [Double]
  /// By repetition and person; `nil` for those who were not tested.
  private let repetitions: [[Prediction?]]

  /// - Parameter targets: of all people.
  public init(_ splits: [CrossValidation.Split], targets: [Double]) {
    self.targets = targets
    repetitions = Dictionary(grouping: splits, by: \.repetition).sorted { $0.key < $1.key }.map {
      var own = [Prediction?](repeating: nil, count: targets.count)
      for split in $0.value {
        for (place, person) in split.tested.enumerated() {
          own[person] = Prediction(
            values: split.predictions[place],
            corrected: split.corrected.isEmpty ? [] : split.corrected[place],
            baseline: split.baseline)
        }
      }
      return own
    }
  }

  /// Figures of all people where any of a person's rows may count: the means over first rows, second ones and
  /// so on.
  ///
  /// - Returns: in the order of `names`; NaN where there is none.
  public func meanFigures() -> [Double] {
    let most = repetitions.joined().reduce(1) { max($0, $1?.values.count ?? 0) }
    let people = Array(targets.indices)
    let found = (0..<most).map { row in
      let place = (Double(row) + 0.5) / Double(most)
      return figures(people, members: [Double](repeating: place, count: people.count))
    }
    return Self.names.indices.map { name in found.reduce(0) { $0 + $1[name] } / Double(most) }
  }

  /// Figures of some people, the mean over repetitions in which two of them were tested.
  ///
  /// - Parameters:
  ///   - people: any, as often as wanted.
  ///   - members: for each of them where the row that counts lies among its rows, 0 up to 1; the first ones
  ///     where nothing is given.
  /// - Returns: in the order of `names`; NaN where there is none.
  public func figures(_ people: [Int], members: [Double]? = nil) -> [Double] {
    var sums = [Double](repeating: 0, count: Self.names.count)
    var count = 0.0
    for known in repetitions {
      var (own, predictions, baseline): ([Double], [Double], [Double]) = ([], [], [])
      own.reserveCapacity(people.count)
      predictions.reserveCapacity(people.count)
      baseline.reserveCapacity(people.count)
      var error = 0.0
      for (place, person) in people.enumerated() {
        guard let prediction = known[person] else { continue }
        let rows = prediction.values.count
        let row = members.map { min(Int($0[place] * Double(rows)), rows - 1) } ?? 0
        own.append(targets[person])
        predictions.append(prediction.values[row])
        baseline.append(prediction.baseline)
        error +=
          prediction.corrected.isEmpty ? .nan : abs(prediction.corrected[row] - targets[person])
      }
      guard own.count > 1 else { continue }
      let found =
        RegressionScores(targets: own, predictions: predictions, baseline: baseline)
        .figures.map(\.value) + [error / Double(own.count)]
      for place in sums.indices { sums[place] += found[place] }
      count += 1
    }
    return sums.map { count > 0 ? $0 / count : .nan }
  }
}

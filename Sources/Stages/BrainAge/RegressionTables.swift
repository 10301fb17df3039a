import PipelineKit
import Regression
import Statistics

/// What a cross-validation puts out.
struct RegressionTables {
  private let frame: RegressionFrame
  private let splits: [CrossValidation.Split]
  private let parameters: RegressionParameters

  init(
    _ frame: RegressionFrame, _ splits: [CrossValidation.Split],
    _ parameters: RegressionParameters
  ) {
    (self.frame, self.splits, self.parameters) = (frame, splits, parameters)
  }

  private var data: RegressionData { frame.data }
  private var isCorrected: Bool { parameters.correction != .none }

  var predictions: Table {
    var (repetition, fold, scored): ([Int], [Int], [Int]) = ([], [], [])
    var (subject, repeats): ([String], [String]) = ([], [])
    var (age, predicted, corrected, baseline): ([Double], [Double], [Double], [Double]) =
      ([], [], [], [])
    for split in splits {
      for (place, person) in split.tested.enumerated() {
        for (row, value) in split.predictions[place].enumerated() {
          repetition.append(split.repetition)
          fold.append(split.fold)
          subject.append(data.people[person])
          repeats.append(
            parameters.task.augmentation == .average
              ? "mean" : frame.repeats[frame.repeated[data.rows[person][row]]])
          age.append(data.targets[person])
          predicted.append(value)
          corrected.append(isCorrected ? split.corrected[place][row] : .nan)
          baseline.append(split.baseline)
          scored.append(row == 0 ? 1 : 0)
        }
      }
    }
    return Table([
      .init("repetition", .integers(repetition)), .init("fold", .integers(fold)),
      .init("subject", .text(subject)), .init("repeat", .text(repeats)),
      .init("age", .numbers(age)),
      .init("predicted", .numbers(predicted)), .init("corrected", .numbers(corrected)),
      .init("baseline", .numbers(baseline)), .init("scored", .integers(scored)),
    ])
  }

  var scores: Table {
    let figures = splits.map { split in
      RegressionScores(
        targets: split.tested.map { data.targets[$0] },
        predictions: split.predictions.map { $0[0] },
        baseline: split.tested.map { _ in split.baseline }
      ).figures
    }
    let names = figures.first?.map(\.name) ?? []
    return Table(
      [
        .init("repetition", .integers(splits.map(\.repetition))),
        .init("fold", .integers(splits.map(\.fold))),
        .init("train", .integers(splits.map(\.training.count))),
        .init("test", .integers(splits.map(\.tested.count))),
        .init("tuned", .numbers(splits.map { $0.tuned ?? .nan })),
      ]
        + names.indices.map { place in
          .init(names[place], .numbers(figures.map { $0[place].value }))
        })
  }

  /// A prediction that counts.
  private struct Scored {
    let person: Int
    let predicted: Double
    let corrected: Double
    let baseline: Double
  }

  func summary(_ bootstrap: Bootstrap) -> Table {
    let groups = Dictionary(grouping: splits, by: \.repetition).sorted { $0.key < $1.key }.map {
      $0.value.flatMap { split in
        split.tested.indices.map { place in
          Scored(
            person: split.tested[place], predicted: split.predictions[place][0],
            corrected: isCorrected ? split.corrected[place][0] : .nan, baseline: split.baseline)
        }
      }
    }
    let own = figures(groups)
    let byPerson = groups.map { group in
      group.reduce(into: [Scored?](repeating: nil, count: data.people.count)) { $0[$1.person] = $1 }
    }
    let intervals = bootstrap.intervals(parameters.confidence, units: data.people.count) { people in
      figures(byPerson.map { known in people.compactMap { known[$0] } }).map(\.value)
    }
    func one(_ name: String, _ text: String) -> Table.Column { .init(name, .text([text])) }
    func number(_ name: String, _ value: Double) -> Table.Column { .init(name, .numbers([value])) }
    var columns: [Table.Column] = [
      one("regressor", parameters.task.kind.rawValue),
      one("augmentation", parameters.task.augmentation.rawValue),
      .init("size", .integers([parameters.size])),
      .init("people", .integers([data.people.count])),
      number("age-min", data.targets.min() ?? .nan), number("age-max", data.targets.max() ?? .nan),
    ]
    for (figure, interval) in zip(own, intervals) {
      columns += [
        number(figure.name, figure.value), number("\(figure.name)-low", interval.low),
        number("\(figure.name)-high", interval.high),
      ]
    }
    return Table(columns)
  }

  /// The mean over repetitions of each figure.
  private func figures(_ groups: [[Scored]]) -> [(name: String, value: Double)] {
    var sums: [(name: String, value: Double)] = []
    let filled = groups.filter { $0.count > 1 }
    for group in filled {
      let targets = group.map { data.targets[$0.person] }
      var own = RegressionScores(
        targets: targets, predictions: group.map(\.predicted), baseline: group.map(\.baseline)
      ).figures
      let errors = zip(group, targets).map { abs($0.corrected - $1) }
      own.append(("corrected-mae", errors.reduce(0, +) / Double(errors.count)))
      if sums.isEmpty { sums = own.map { ($0.name, 0) } }
      for place in own.indices { sums[place].value += own[place].value / Double(filled.count) }
    }
    if sums.isEmpty {
      let names = RegressionScores(targets: [], predictions: [], baseline: []).figures.map(\.name)
      sums = (names + ["corrected-mae"]).map { ($0, .nan) }
    }
    return sums
  }

  var importance: Table {
    let measured = splits.filter { !$0.importance.isEmpty }
    let spreads = frame.features.indices.map { column in
      Distribution(measured.map { $0.importance[column] })
    }
    let names = measured.isEmpty ? [] : frame.features
    let kept = measured.isEmpty ? [] : spreads
    return Table([
      .init("feature", .text(names)),
      .init("importance", .numbers(kept.map { $0?.mean ?? .nan })),
      .init("deviation", .numbers(kept.map { $0?.standardDeviation ?? .nan })),
    ])
  }
}

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
    /// Of each row; the first one counts.
    let predictions: [Double]
    /// The same; empty where nothing is corrected.
    let corrections: [Double]
    let baseline: Double
    /// The row that is looked at.
    var row = 0
    var predicted: Double { predictions[row] }
    var corrected: Double { corrections.isEmpty ? .nan : corrections[row] }

    /// Another row in place of the first one.
    ///
    /// - Parameter part: where it lies among the rows, 0 up to 1.
    func repeated(_ part: Double) -> Scored {
      var other = self
      other.row = min(Int(part * Double(predictions.count)), predictions.count - 1)
      return other
    }
  }

  func summary(_ bootstrap: Bootstrap) -> Table {
    let groups = Dictionary(grouping: splits, by: \.repetition).sorted { $0.key < $1.key }.map {
      $0.value.flatMap { split in
        split.tested.indices.map { place in
          Scored(
            person: split.tested[place], predictions: split.predictions[place],
            corrections: isCorrected ? split.corrected[place] : [], baseline: split.baseline)
        }
      }
    }
    let own = figures(groups)
    let byPerson = groups.map { group in
      group.reduce(into: [Scored?](repeating: nil, count: data.people.count)) { $0[$1.person] = $1 }
    }
    let drawsRepeats = parameters.values[RegressionParameters.resample] == .peopleAndRepeats
    let intervals = bootstrap.intervals(
      parameters.confidence, units: data.people.count,
      members: { people, members in
        figures(
          byPerson.map { known in
            zip(people, members).compactMap { person, member in
              known[person].map { drawsRepeats ? $0.repeated(member) : $0 }
            }
          }
        ).map(\.value)
      })
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

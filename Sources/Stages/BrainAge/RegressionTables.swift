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

  func summary(_ bootstrap: Bootstrap) -> Table {
    let tested = TestedPeople(splits, targets: data.targets)
    let people = Array(data.people.indices)
    let drawsRepeats = parameters.values[RegressionParameters.resample] == .peopleAndRepeats
    // What intervals are of: one measurement of a person, the first or any.
    let figures = drawsRepeats ? tested.meanFigures() : tested.figures(people)
    let intervals = bootstrap.intervals(
      parameters.confidence, units: people.count,
      members: { tested.figures($0, members: drawsRepeats ? $1 : nil) })
    func one(_ name: String, _ text: String) -> Table.Column { .init(name, .text([text])) }
    func number(_ name: String, _ value: Double) -> Table.Column { .init(name, .numbers([value])) }
    var columns: [Table.Column] = [
      one("regressor", parameters.task.kind.rawValue),
      one("augmentation", parameters.task.augmentation.rawValue),
      .init("size", .integers([parameters.size])),
      .init("people", .integers([data.people.count])),
      number("age-min", data.targets.min() ?? .nan), number("age-max", data.targets.max() ?? .nan),
    ]
    for ((name, value), interval) in zip(zip(TestedPeople.names, figures), intervals) {
      columns += [
        number(name, value), number("\(name)-low", interval.low),
        number("\(name)-high", interval.high),
      ]
    }
    return Table(columns)
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

import Arithmetic
import Statistics
import Support
import Testing

@testable import Regression

/// Cross-validations of two regressions that are equally good: what the corrected resampled test says of
/// them, and what tests that take folds for independent would say.
@Suite struct ComparisonErrorTests {
  private let stream = RandomStream(key: 51, stream: 0)
  private let people = 60

  /// Ages, and two features that tell as much of them, each with an error of its own.
  private func sample(_ trial: Int) -> [RegressionData] {
    let start = UInt64(trial) << 20
    let ages = (0..<people).map { 50 + 15 * stream.normal(start + UInt64($0)) }
    return (1...2).map { model in
      let own = start + UInt64(model) << 12
      return RegressionData(
        features: Matrix(
          rows: people, columns: 1,
          values: ages.enumerated().map { $1 + 12 * stream.normal(own + UInt64($0)) }),
        covariates: nil, people: (0..<people).map { "p\(trial)-\($0)" },
        rows: (0..<people).map { [$0] }, chosen: (0..<people).map { [$0] }, targets: ages)
    }
  }

  @Test func equalModelsAreRarelyCalledDifferent() throws {
    let trials = LongTests.trials(250, long: 1000)
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    var (corrected, plain) = (0, 0)
    for trial in 0..<trials {
      let errors = try sample(trial).map { data in
        try CrossValidation(
          RegressionTask(kind: .ridge, settings: RegressorSettings()), data, strata: 1,
          splitSeed: UInt64(trial), seed: 1, kernels
        ).run(.folds(5, repetitions: 4), threads: 1, progress: { _ in }).map { split in
          zip(split.tested, split.predictions).reduce(0.0) { sum, own in
            sum + abs(own.1[0] - data.targets[own.0])
          } / Double(split.tested.count)
        }
      }
      let differences = zip(errors[0], errors[1]).map { $0 - $1 }
      let test = try #require(TTest(resampled: differences, testToTraining: 1.0 / 4))
      if test.probability < 0.05 { corrected += 1 }
      if try #require(TTest(ofOne: differences)).probability < 0.05 { plain += 1 }
    }
    // At most its level, but for chance; taking 20 overlapping splits for 20 samples is far above it.
    let deviation = (Double(trials) * 0.05 * 0.95).squareRoot()
    #expect(Double(corrected) <= 0.05 * Double(trials) + 3 * deviation, "\(corrected) of \(trials)")
    #expect(Double(plain) > 0.12 * Double(trials), "\(plain) of \(trials)")
  }
}

import Arithmetic
import PipelineKit
import Support
import Synchronization
import Testing

@testable import Regression
@testable import Stages

@Suite struct BrainAgeRegressTests {
  private func run(
    _ table: Table, _ values: [String: Value] = [:], threads: Int = 1,
    arithmetic: ArithmeticSpecification = .ieee, seed: UInt64 = 1,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [String: Artifact] {
    try Running.run(
      BrainAgeRegress.self, ["draws": 100].merging(values) { $1 },
      ["features": Running.one(.table(table))], arithmetic: arithmetic, seed: seed,
      threads: threads, warn: warn)
  }

  private func error(_ table: Table, _ values: [String: Value] = [:]) -> String? {
    stageError { _ = try run(table, values) }
  }

  @Test func agesArePredictedAndEverythingIsTold() throws {
    let outputs = try run(
      PeopleSample.table(people: 60, repeats: 2), ["folds": 5, "strata": 4, "correct": "cole"])
    let summary = try outputs.table("summary")
    #expect(
      summary.columns.map(\.name).prefix(9) == [
        "regressor", "augmentation", "size", "people", "age-min", "age-max", "mae", "mae-low",
        "mae-high",
      ])
    let mae = try outputs.number("summary", "mae")
    let chance = try outputs.number("summary", "chance")
    #expect(mae < 0.6 * chance)
    #expect(try outputs.number("summary", "mae-low") < mae)
    #expect(try outputs.number("summary", "mae-high") > mae)
    #expect(try outputs.number("summary", "gap-age") < 0)
    #expect(try outputs.number("summary", "corrected-mae") > 0)
    let predictions = try outputs.table("predictions")
    #expect(predictions.rowCount == 120)
    #expect(predictions.numbers("scored")?.reduce(0, +) == 60)
    // The figure is the mean absolute error of the rows that count, and nobody's repeats are parted.
    let rows = (0..<120).filter { predictions.numbers("scored")?[$0] == 1 }
    let (age, predicted) = (
      try outputs.numbers("predictions", "age"), try outputs.numbers("predictions", "predicted")
    )
    let error: Double = rows.reduce(0.0) { $0 + abs(age[$1] - predicted[$1]) } / 60
    #expect(agree(mae, error, within: 1e-12))
    var folds: [String: Set<String>] = [:]
    for (name, fold) in zip(
      try outputs.text("predictions", "subject"), try outputs.text("predictions", "fold"))
    {
      folds[name, default: []].insert(fold)
    }
    #expect(folds.count == 60 && folds.values.allSatisfy { $0.count == 1 })
  }

  /// Ridge with standardisation inside folds, by scikit-learn on the same folds.
  @Test(.enabled(if: Python.has("sklearn"))) func foldsAreThoseOfScikitLearn() throws {
    let table = PeopleSample.table(people: 40, repeats: 1)
    let outputs = try run(table, ["folds": 4, "penalty": 3.0])
    let subjects = try outputs.text("predictions", "subject")
    let own = try #require(table.text("subject"))
    let order = own.map { name in subjects.firstIndex(of: name) ?? 0 }
    let folds = try outputs.numbers("predictions", "fold")
    let columns = ["hippocampus", "ventricle", "noise", "constant"].map {
      PeopleSample.array(table, $0)
    }
    let expected = try Python.numbers(
      """
      import numpy as np
      from sklearn.linear_model import Ridge
      from sklearn.preprocessing import StandardScaler
      from sklearn.pipeline import make_pipeline
      from sklearn.model_selection import PredefinedSplit, cross_val_predict
      x = np.stack([\(columns.joined(separator: ","))], axis=1); y = \(PeopleSample.array(table, "age"))
      f = \(Python.array(order.map { folds[$0] }))
      print(*cross_val_predict(make_pipeline(StandardScaler(), Ridge(alpha=3.0)), x, y, cv=PredefinedSplit(f)))
      """)
    let predicted = try outputs.numbers("predictions", "predicted")
    for (place, value) in expected.enumerated() {
      #expect(agree(predicted[order[place]], value, within: 1e-8))
    }
  }

  /// Measurement noise is the bottleneck: means of repeats help, the same row again does nothing.
  @Test func augmentationDoesWhatItHasToDo() throws {
    let table = PeopleSample.table(people: 80, repeats: 8, noise: 3)
    func mae(_ augment: String, _ size: Int, _ regressor: String = "ridge") throws -> Double {
      try run(
        table,
        [
          "augment": .string(augment), "size": .integer(size), "regressor": .string(regressor),
          "folds": 5, "features": ["hippocampus", "ventricle"],
        ]
      ).number("summary", "mae")
    }
    let plain = try mae("none", 1)
    #expect(try mae("average", 8) < 0.85 * plain)
    let copied = try mae("same-row", 8, "nearest-neighbours")
    #expect(agree(copied, try mae("none", 1, "nearest-neighbours"), within: 1e-9))
    for other in ["repeats", "gaussian-noise", "copula", "vae", "mix-up", "predictions"] {
      let found = try mae(other, 3)
      #expect(found < 2 * plain && found > 0.5 * plain, "\(other): \(found), \(plain)")
    }
  }

  /// What is known by construction: repeats without noise add nothing, and the same row N times is a smaller
  /// penalty, or fewer neighbours, and nothing else.
  @Test func augmentationsAreWhatTheyHaveToBe() throws {
    let table = PeopleSample.table(people: 40, repeats: 4, noise: 0)
    func predicted(_ values: [String: Value]) throws -> [Double] {
      try run(table, ["folds": 4].merging(values) { $1 }).numbers("predictions", "predicted")
    }
    func same(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { agree($0, $1, within: 1e-8) }
    }
    let plain = try predicted(["penalty": 2])
    // Of `average` there is one prediction a person, of the others one a repeat.
    let first = stride(from: 0, to: plain.count, by: 4).map { plain[$0] }
    #expect(same(first, try predicted(["penalty": 2, "augment": "average", "size": 4])))
    #expect(same(plain, try predicted(["penalty": 2, "augment": "predictions", "size": 4])))
    for augment in ["same-row", "repeats"] {
      let four = try predicted([
        "penalty": 8, "augment": .string(augment), "size": 4,
      ])
      #expect(same(plain, four), "\(augment)")
      let neighbours = try predicted([
        "regressor": "nearest-neighbours", "augment": .string(augment), "size": 4,
        "scale-neighbours": false, "neighbours": 4,
      ])
      #expect(
        same(neighbours, try predicted(["regressor": "nearest-neighbours", "neighbours": 1])),
        "\(augment)")
    }
  }

  @Test func threadsChangeNothing() throws {
    let table = PeopleSample.table(people: 40, repeats: 3)
    let values: [String: Value] = [
      "folds": 4, "repetitions": 2, "augment": "gaussian-noise", "size": 3, "importance": 2,
      "tune": [0.1, 10],
    ]
    let (one, four) = (try run(table, values), try run(table, values, threads: 4))
    #expect(one["model"]?.digest == four["model"]?.digest)
    for port in ["predictions", "scores", "summary", "importance"] {
      // As text: missing numbers are not equal to themselves.
      let texts = try [one, four].map { try $0.table(port).columns.map(\.cells.written) }
      #expect(texts[0] == texts[1], "\(port)")
    }
  }

  /// A perceptron takes every arithmetic, and threads change nothing in any.
  @Test(arguments: ["ieee", "float64", "stochastic-rounding", "mca", "reduced"])
  func perceptronsLearnInEveryArithmetic(_ name: String) throws {
    let table = PeopleSample.table(people: 40, repeats: 2)
    let values: [String: Value] = [
      "regressor": "perceptron", "augment": "vae", "size": 2, "folds": 3, "hidden": [8],
      "epochs": 100, "learning-rate": 0.01, "batch": 16, "features": ["hippocampus", "ventricle"],
    ]
    let arithmetic = ArithmeticSpecification(name: name)
    let one = try run(table, values, arithmetic: arithmetic)
    #expect(
      try one.number("summary", "mae") < 0.75 * one.number("summary", "chance"), "\(name)")
    let three = try run(table, values, threads: 3, arithmetic: arithmetic)
    #expect(one["model"]?.digest == three["model"]?.digest)
    #expect(
      try one.numbers("predictions", "predicted") == three.numbers("predictions", "predicted"))
  }

  /// What computes by libraries takes no arithmetic, what computes in kernels does.
  @Test func arithmeticsAreForKernels() throws {
    func uses(_ values: [String: Value]) throws -> Bool {
      BrainAgeRegress.usesArithmetic(try Running.values(of: BrainAgeRegress.self, values))
    }
    #expect(try !uses([:]))
    #expect(try !uses(["augment": "copula", "size": 3]))
    #expect(try uses(["augment": "vae", "size": 3]))
    #expect(try !uses(["augment": "vae", "size": 1]))
    #expect(try uses(["regressor": "perceptron"]))
  }

  /// The libraries of this machine go into the key; those of another are refused.
  @Test func librariesArePartOfTheKey() throws {
    func resolved(_ values: [String: Value]) throws -> String? {
      try BrainAgeRegress.resolve(Running.values(of: BrainAgeRegress.self, values))
        .values["library"]?.text
    }
    let plain = try #require(try resolved([:]))
    #expect(plain.hasPrefix("OpenBLAS "))
    #expect(try resolved(["regressor": "perceptron"])?.isEmpty == true)
    #expect(try resolved(["library": .string(plain)]) == plain)
    if (try? RegressorKind.supportVectors.libraries()) != nil {
      #expect(
        try resolved(["regressor": "support-vectors"])?.hasPrefix("libsvm 3") == true)
    }
    if (try? RegressorKind.randomForest.libraries()) != nil {
      let own = try #require(try resolved(["regressor": "random-forest"]))
      #expect(own.hasPrefix("XGBoost ") && !own.contains("OpenBLAS"))
      let both = try resolved(["regressor": "random-forest", "residualize": ["icv"]])
      #expect(both == "\(own), \(plain)")
    }
    #expect(throws: ParameterError.self) { _ = try resolved(["library": "OpenBLAS 0.0.1"]) }
    #expect(
      error(PeopleSample.table(people: 12, repeats: 1), ["library": "OpenBLAS 0.0.1"])
        == "it was planned for 'OpenBLAS 0.0.1', and this machine has '\(plain)': results of other "
        + "libraries have other keys; plan it on a machine like those that run it")
  }

  /// Repeats that are worse than the first ones make wider intervals, where they are drawn too.
  @Test func repeatsCanBeDrawnForIntervals() throws {
    let exact = PeopleSample.table(people: 40, repeats: 6, noise: 0)
    let noisy = PeopleSample.table(people: 40, repeats: 6, noise: 3)
    let first = try #require(exact.text("repeat")).map { $0 == "1" }
    let mixed = Table(
      exact.columns.map { column in
        guard case .numbers(let own) = column.cells, let other = noisy.numbers(column.name) else {
          return column
        }
        return .init(column.name, .numbers(first.indices.map { first[$0] ? own[$0] : other[$0] }))
      })
    func regress(_ table: Table, _ resample: String) throws -> [String: Artifact] {
      try run(
        table,
        [
          "resample": .string(resample), "folds": 4, "features": ["hippocampus", "ventricle"],
          "draws": 400,
        ])
    }
    func width(_ table: Table, _ resample: String) throws -> Double {
      let outputs = try regress(table, resample)
      return try outputs.number("summary", "mae-high") - outputs.number("summary", "mae-low")
    }
    let alike = (try width(exact, "people"), try width(exact, "people-and-repeats"))
    #expect(agree(alike.0, alike.1, within: 1e-9 * alike.0))
    let (people, both) = (try width(mixed, "people"), try width(mixed, "people-and-repeats"))
    #expect(both > 1.2 * people, "\(both), \(people)")
    // The figure is of what is drawn: the mean over all repeats, which worse ones move out of the other's interval.
    let outputs = try regress(mixed, "people-and-repeats")
    let (ages, predicted) = (
      try outputs.numbers("predictions", "age"), try outputs.numbers("predictions", "predicted")
    )
    let mean = zip(ages, predicted).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(ages.count)
    let error = try outputs.number("summary", "mae")
    #expect(agree(error, mean, within: 1e-12 * mean))
    let (low, high) = (
      try outputs.number("summary", "mae-low"), try outputs.number("summary", "mae-high")
    )
    #expect(low < error && error < high)
  }

  @Test func importanceAndTuningPointTheRightWay() throws {
    let outputs = try run(
      PeopleSample.table(people: 60, repeats: 1),
      ["folds": 5, "importance": 5, "tune": [0.5, 1e6], "inner-folds": 3])
    let importance = Dictionary(
      uniqueKeysWithValues: zip(
        try outputs.text("importance", "feature"), try outputs.numbers("importance", "importance")))
    #expect(try #require(importance["hippocampus"]) > 1)
    #expect(abs(try #require(importance["noise"])) < 0.7)
    #expect(importance["constant"] == 0)
    #expect(try outputs.numbers("scores", "tuned") == [0.5, 0.5, 0.5, 0.5, 0.5])
  }

  @Test func whatCannotWorkIsSaid() throws {
    let table = PeopleSample.table(people: 12, repeats: 2)
    #expect(
      error(PeopleSample.table(people: 5, repeats: 3))
        == "10 folds need as many people, and there are 5")
    #expect(
      error(PeopleSample.table(people: 1, repeats: 30))
        == "10 folds need as many people, and there is 1")
    #expect(
      error(table, ["repeat": "constant"])
        == "two rows of the table are of subject '0100' with constant '7'; each person has one row a "
        + "repeat")
    #expect(
      error(
        table.replacing("noise", .text([String](repeating: "loud", count: 24))),
        ["features": ["noise"]])
        == "column 'noise' holds text, such as 'loud'; brain-age/features and import/table make numbers of "
        + "it, if it has some")
    #expect(
      error(table.dropping([3]), ["augment": "repeats", "size": 2, "folds": 3])
        == "subject '0101' has no repeat '2', which the augmentation takes from everybody")
    #expect(
      error(table, ["augment": "repeats", "size": 3])
        == "3 repeats of each person are asked for, and the table has 2")
    var gap = try #require(table.numbers("noise"))
    gap[4] = .nan
    #expect(
      error(table.replacing("noise", .numbers(gap)))?.hasPrefix(
        "column 'noise' of '0102' is missing, and 0 more; ask for `impute`") == true)
    #expect(
      try run(table.replacing("noise", .numbers(gap)), ["impute": "median", "folds": 3])
        .numbers("predictions", "predicted").allSatisfy(\.isFinite))
    var ages = try #require(table.numbers("age"))
    ages[0] += 1
    #expect(
      error(table.replacing("age", .numbers(ages)))?.contains("in one row and") == true)
    #expect(
      error(PeopleSample.table(people: 12, repeats: 1), ["augment": "gaussian-noise", "size": 2])
        == "noise is learnt from people with at least two repeats, and nobody has two")
  }

  @Test func peopleWithoutAgesAreLeftOutAloud() throws {
    let table = PeopleSample.table(people: 12, repeats: 1)
    var ages = try #require(table.numbers("age"))
    ages[2] = .nan
    let warnings = Mutex<[String]>([])
    let outputs = try run(table.replacing("age", .numbers(ages)), ["folds": 3]) { message in
      warnings.withLock { $0.append(message) }
    }
    #expect(try outputs.table("predictions").rowCount == 11)
    #expect(
      warnings.withLock { $0 } == ["left out because their 'age' is not known: '0102'"])
  }

  @Test(arguments: RegressorKind.allCases) func storedModelsPredictNewPeople(
    _ kind: RegressorKind
  ) throws {
    guard (try? kind.libraries()) != nil else { return }
    let table = PeopleSample.table(people: 50, repeats: 2)
    let outputs = try run(
      table,
      [
        "regressor": .string(kind.rawValue), "augment": "predictions", "size": 2, "folds": 2,
        "residualize": ["noise"],
      ])
    let model = try #require(outputs["model"])
    let new = PeopleSample.table(people: 20, repeats: 1, seed: 9)
    var far = try #require(new.numbers("hippocampus"))
    far[3] = 1e6
    let warnings = Mutex<[String]>([])
    let found = try Running.run(
      BrainAgePredict.self, [:],
      [
        "features": Running.one(.table(new.replacing("hippocampus", .numbers(far)))),
        "model": Running.one(model),
      ]
    ) { message in warnings.withLock { $0.append(message) } }
    let predicted = try found.numbers("predictions", "predicted")
    let age = try found.numbers("predictions", "age")
    var error = 0.0
    for row in 0..<20 where row != 3 { error += abs(predicted[row] - age[row]) / 19 }
    #expect(error < 14, "\(error)")
    #expect(try found.text("predictions", "farthest")[3] == "hippocampus")
    #expect(try found.numbers("predictions", "farthest-z")[3] > 100)
    #expect(try found.numbers("predictions", "unusual")[3] == 1)
    #expect(warnings.withLock { $0.first }?.contains("go beyond the data") == true)
    #expect(
      stageError {
        _ = try Running.run(
          BrainAgePredict.self, [:],
          [
            "features": Running.one(
              .table(Table(new.columns.filter { $0.name != "ventricle" }))),
            "model": Running.one(model),
          ])
      } == "the table lacks features that the model was made with: 'ventricle'")
  }
}

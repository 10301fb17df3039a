public import Arithmetic

/// Predictions of people who were not learnt from.
public struct CrossValidation: Sendable {
  /// How people are split.
  public enum Splits: Sendable {
    /// k parts, each tested once, several times over.
    case folds(Int, repetitions: Int)
    /// A part of the people is tested, several times.
    case shuffled(part: Double, repetitions: Int)
  }

  /// A split, and what came of it.
  public struct Split: Sendable {
    public let repetition: Int
    public let fold: Int
    public let training: [Int]
    public let tested: [Int]
    /// For each tested person the predictions of its rows: of all, or of their mean where repeats are
    /// averaged.
    public var predictions: [[Double]] = []
    /// The same with age bias corrected, where that was asked for.
    public var corrected: [[Double]] = []
    /// The mean target of those who were learnt from.
    public var baseline = 0.0
    /// The setting that inner folds chose.
    public var tuned: Double?
    /// For each feature what its permutation adds to the mean absolute error.
    public var importance: [Double] = []
  }

  /// How predictions are freed of their tendency towards the mean age.
  public enum Correction: String, CaseIterable, Sendable {
    case none
    /// (prediction − a) / b: Cole et al. (2018), Molecular Psychiatry 23.
    case cole
    /// prediction + age − (a + b age): de Lange et al. (2019), PNAS 116. Uses the age of the person
    /// tested.
    case deLange = "de-lange"
  }

  private let task: RegressionTask
  private let data: RegressionData
  private let strata: Int
  private let splitSeed: UInt64
  private let seed: UInt64
  private let arithmetic: any Arithmetic
  public var candidates: [Double] = []
  public var innerFolds = 5
  public var correction = Correction.none
  /// Permutations of each feature.
  public var permutations = 0

  /// - Parameters:
  ///   - strata: groups of ages that all folds have alike; 1 for none.
  ///   - splitSeed: of the splits; equal ones split alike whatever the task.
  ///   - seed: of what regressors and augmentations draw.
  ///   - arithmetic: that of perceptrons and autoencoders.
  public init(
    _ task: RegressionTask, _ data: RegressionData, strata: Int, splitSeed: UInt64, seed: UInt64,
    _ arithmetic: any Arithmetic
  ) {
    self.arithmetic = arithmetic
    (self.task, self.data, self.strata) = (task, data, strata)
    (self.splitSeed, self.seed) = (splitSeed, seed)
  }

  /// All splits with their predictions, on up to so many threads.
  ///
  /// - Throws: `RegressionError`, or what `progress` throws.
  public func run(
    _ splits: Splits, threads: Int, progress: @Sendable (Double) throws -> Void
  ) throws -> [Split] {
    var all = try self.splits(splits)
    let count = all.count
    let cross = self
    try all.withUnsafeMutableBufferPointer { all in
      nonisolated(unsafe) let all = all
      try ParallelRuns.forEach(of: count, grain: 1, threads: threads) { run in
        for place in run {
          try cross.work(&all[place], number: place)
          try progress(Double(place + 1) / Double(count))
        }
      }
    }
    return all
  }

  private func splits(_ splits: Splits) throws(RegressionError) -> [Split] {
    var all: [Split] = []
    switch splits {
    case .folds(let count, let repetitions):
      for repetition in 0..<repetitions {
        let parts = try Folds.parts(
          count, of: data.people, ages: data.targets, strata: strata,
          stream: RandomStream(key: splitSeed, stream: UInt64(repetition)))
        for fold in 0..<count {
          all.append(
            Split(
              repetition: repetition + 1, fold: fold + 1,
              training: parts.indices.filter { parts[$0] != fold },
              tested: parts.indices.filter { parts[$0] == fold }))
        }
      }
    case .shuffled(let part, let repetitions):
      for repetition in 0..<repetitions {
        let tested = try Folds.tested(
          part, of: data.people, stream: RandomStream(key: splitSeed, stream: UInt64(repetition)))
        all.append(
          Split(
            repetition: repetition + 1, fold: 1, training: tested.indices.filter { !tested[$0] },
            tested: tested.indices.filter { tested[$0] }))
      }
    }
    return all
  }

  private func work(_ split: inout Split, number: Int) throws(RegressionError) {
    let own = RandomStream(key: seed, stream: 3).word(UInt64(number))
    var task = task
    let inner = RandomStream(key: splitSeed, stream: 1 << 32 + UInt64(number))
    let kernels = arithmetic.fork(number)
    if !candidates.isEmpty {
      let best = try best(split.training, inner, seed: own, kernels)
      task.settings = task.kind.settings(task.settings, tunedTo: best)
      split.tuned = best
    }
    let fitted = try task.fit(data, people: split.training, seed: own, kernels.fork(0))
    split.baseline =
      split.training.reduce(0) { $0 + data.targets[$1] } / Double(split.training.count)
    split.predictions = try predictions(of: split.tested, by: fitted)
    if correction != .none { try correct(&split, task, inner, seed: own, kernels) }
    if permutations > 0 { try measureImportance(&split, fitted, seed: own) }
  }

  /// For each person the predictions of its rows, all rows together.
  private func predictions(
    of people: [Int], by fitted: FittedTask
  ) throws(RegressionError) -> [[Double]] {
    let own = people.map(asked)
    guard let first = own.first else { return [] }
    func stacked(_ parts: [Matrix], _ columns: Int) -> Matrix {
      Matrix(
        rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, values: parts.flatMap(\.values))
    }
    let found = try fitted.predict(
      stacked(own.map(\.0), first.0.columns),
      covariates: first.1.map { stacked(own.compactMap(\.1), $0.columns) })
    var start = 0
    return own.map { features, _ in
      defer { start += features.rows }
      return Array(found[start..<start + features.rows])
    }
  }

  /// What is predicted of a person: all rows, or the mean of the chosen ones.
  private func asked(_ person: Int) -> (Matrix, Matrix?) {
    guard task.augmentation == .average else {
      return (
        data.features.selecting(data.rows[person]), data.covariates?.selecting(data.rows[person])
      )
    }
    let rows = data.chosen[person]
    func mean(_ matrix: Matrix) -> Matrix {
      var values = [Double](repeating: 0, count: matrix.columns)
      for row in rows {
        for (column, value) in matrix.row(row).enumerated() {
          values[column] += value / Double(rows.count)
        }
      }
      return Matrix(rows: 1, columns: matrix.columns, values: values)
    }
    return (mean(data.features), data.covariates.map(mean))
  }

  /// The first prediction of each person by those of other inner folds.
  private func outOfFold(
    _ people: [Int], _ task: RegressionTask, _ stream: RandomStream, seed: UInt64,
    _ kernels: any Arithmetic
  ) throws(RegressionError) -> [Double] {
    let parts = try Folds.parts(
      innerFolds, of: people.map { data.people[$0] }, ages: people.map { data.targets[$0] },
      strata: strata, stream: stream)
    var found = [Double](repeating: 0, count: people.count)
    for fold in 0..<innerFolds {
      let training = people.indices.filter { parts[$0] != fold }.map { people[$0] }
      let fitted = try task.fit(
        data, people: training, seed: seed &+ UInt64(fold), kernels.fork(fold))
      let places = people.indices.filter { parts[$0] == fold }
      let own = try predictions(of: places.map { people[$0] }, by: fitted)
      for (place, values) in zip(places, own) { found[place] = values[0] }
    }
    return found
  }

  /// The candidate with the least mean absolute error over inner folds; the first of equals.
  private func best(
    _ people: [Int], _ stream: RandomStream, seed: UInt64, _ kernels: any Arithmetic
  ) throws(RegressionError) -> Double {
    var best = (value: candidates[0], error: Double.infinity)
    for (number, candidate) in candidates.enumerated() {
      var task = task
      task.settings = task.kind.settings(task.settings, tunedTo: candidate)
      let found = try outOfFold(people, task, stream, seed: seed, kernels.fork(2 + number))
      var error = 0.0
      for (person, value) in zip(people, found) { error += abs(value - data.targets[person]) }
      if error < best.error { best = (candidate, error) }
    }
    return best.value
  }

  /// Corrects by the bias of predictions of those who were learnt from, each made without them.
  private func correct(
    _ split: inout Split, _ task: RegressionTask, _ stream: RandomStream, seed: UInt64,
    _ kernels: any Arithmetic
  ) throws(RegressionError) {
    let found = try outOfFold(split.training, task, stream, seed: seed, kernels.fork(1))
    let targets = split.training.map { data.targets[$0] }
    let bias = RegressionScores(targets: targets, predictions: found, baseline: found).bias
    guard bias.slope.isFinite, bias.slope > 1e-6 || correction == .deLange else {
      throw RegressionError(
        "age bias cannot be corrected: predictions do not rise with age (slope \(bias.slope))")
    }
    let how = correction
    split.corrected = zip(split.tested, split.predictions).map { person, own in
      let age = data.targets[person]
      return own.map {
        how == .cole
          ? ($0 - bias.intercept) / bias.slope : $0 + age - (bias.intercept + bias.slope * age)
      }
    }
  }

  private func measureImportance(
    _ split: inout Split, _ fitted: FittedTask, seed: UInt64
  ) throws(RegressionError) {
    var asked = Matrix(rows: 0, columns: data.features.columns)
    var covariates = data.covariates.map { Matrix(rows: 0, columns: $0.columns) }
    for person in split.tested {
      let (own, others) = self.asked(person)
      asked = asked.appending(own.selecting(0..<1))
      if let others { covariates = covariates?.appending(others.selecting(0..<1)) }
    }
    let targets = split.tested.map { data.targets[$0] }
    func error(_ predictions: [Double]) -> Double {
      zip(targets, predictions).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(targets.count)
    }
    let plain = error(split.predictions.map { $0[0] })
    let stream = RandomStream(key: seed, stream: 4)
    for column in 0..<asked.columns {
      var sum = 0.0
      for permutation in 0..<permutations {
        let start = UInt64((column * permutations + permutation) * asked.rows)
        let order = (0..<asked.rows).map { ($0, stream.word(start + UInt64($0))) }
          .sorted { $0.1 < $1.1 }.map(\.0)
        var permuted = asked
        for row in order.indices { permuted[row, column] = asked[order[row], column] }
        sum += error(try fitted.predict(permuted, covariates: covariates)) - plain
      }
      split.importance.append(sum / Double(permutations))
    }
  }
}

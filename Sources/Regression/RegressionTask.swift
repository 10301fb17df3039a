public import Arithmetic

/// How a number of people is predicted from their features: everything that is learnt inside a fold.
public struct RegressionTask: Sendable {
  public var kind: RegressorKind
  public var settings: RegressorSettings
  public var augmentation: Augmentation
  /// N of the augmentation.
  public var size: Int
  public var imputation: Preparation.Imputation
  /// Whether k nearest neighbours become k N where each person has N rows.
  public var scalesNeighbours: Bool

  public init(
    kind: RegressorKind, settings: RegressorSettings, augmentation: Augmentation = .none,
    size: Int = 1, imputation: Preparation.Imputation = .none, scalesNeighbours: Bool = true
  ) {
    (self.kind, self.settings) = (kind, settings)
    (self.augmentation, self.size) = (augmentation, size)
    (self.imputation, self.scalesNeighbours) = (imputation, scalesNeighbours)
  }

  /// Whether kernels of an arithmetic do a part of the work.
  public var usesArithmetic: Bool {
    kind.usesArithmetic || augmentation.usesArithmetic && size > 1
  }

  /// The libraries that its numbers depend on, with their versions; loads them.
  ///
  /// - Parameter regressesOut: whether covariates are.
  /// - Throws: `RegressionError` where one is missing.
  public func libraries(regressesOut: Bool) throws(RegressionError) -> String {
    var libraries = try kind.libraries()
    if regressesOut || [.gaussianNoise, .copula].contains(augmentation),
      !libraries.contains(LinearAlgebra.version)
    {
      libraries.append(LinearAlgebra.version)
    }
    return libraries.joined(separator: ", ")
  }

  /// The libraries that predictions of stored regressors may take, of those that are here.
  public static var librariesOfPredictions: String {
    let trees = (try? RegressorKind.gradientBoosting.libraries()) ?? []
    return ([LinearAlgebra.version] + trees).joined(separator: ", ")
  }

  /// Learns from some people.
  ///
  /// - Parameters:
  ///   - seed: of what is drawn.
  ///   - arithmetic: that of perceptrons and autoencoders, for this fit alone.
  /// - Throws: `RegressionError`.
  public func fit(
    _ data: RegressionData, people: [Int], seed: UInt64, _ arithmetic: any Arithmetic
  ) throws(RegressionError) -> FittedTask {
    var settings = settings
    if scalesNeighbours, ![.none, .average, .predictions].contains(augmentation) {
      settings.neighbours *= size
    }
    if [.none, .repeats].contains(augmentation) {
      return try fitRows(data, people: people, settings, seed: seed, arithmetic)
    }
    let usesRepeats = [.average, .predictions].contains(augmentation)
    let used = people.flatMap { usesRepeats ? data.chosen[$0] : [data.first(of: $0)] }
    let first = try Preparation(
      data.features.selecting(used), covariates: data.covariates?.selecting(used),
      imputation: imputation)
    // Noise is learnt from all rows of those who are learnt from.
    let all = augmentation == .gaussianNoise ? people.map { data.rows[$0] } : people.map { _ in [] }
    let needed = Array(Set(used + all.flatMap { $0 })).sorted()
    let place = Dictionary(uniqueKeysWithValues: needed.enumerated().map { ($1, $0) })
    func places(_ rows: [Int]) -> [Int] { rows.compactMap { place[$0] } }
    let rows = TrainingRows(
      features: first.apply(
        data.features.selecting(needed), covariates: data.covariates?.selecting(needed)),
      first: people.map { place[data.first(of: $0)] ?? 0 },
      repeats: people.map { usesRepeats ? places(data.chosen[$0]) : [] },
      all: all.map(places), targets: people.map { data.targets[$0] })
    let sets = try rows.sets(
      augmentation, size: size, stream: RandomStream(key: seed, stream: 1), arithmetic.fork(-1))
    var members: [FittedTask.Member] = []
    for (number, set) in sets.enumerated() {
      let second = try Preparation(set.features, covariates: nil, imputation: .none)
      let drawn = RandomStream(key: seed, stream: 2).word(UInt64(number))
      let regressor = kind.regressor(settings, seed: drawn, arithmetic.fork(number))
      members.append(
        .init(
          preparation: second,
          fitted: try regressor.fit(second.apply(set.features, covariates: nil), set.targets)))
    }
    return FittedTask(kind: kind, preparation: first, members: members)
  }

  /// The same where what is learnt from are rows of the data as they are: they are prepared once.
  private func fitRows(
    _ data: RegressionData, people: [Int], _ settings: RegressorSettings, seed: UInt64,
    _ arithmetic: any Arithmetic
  ) throws(RegressionError) -> FittedTask {
    let chosen = people.map { augmentation == .repeats ? data.chosen[$0] : [data.first(of: $0)] }
    let rows = chosen.flatMap { $0 }
    let features = data.features.selecting(rows)
    let covariates = data.covariates?.selecting(rows)
    let preparation = try Preparation(features, covariates: covariates, imputation: imputation)
    let targets = zip(people, chosen).flatMap { person, rows in
      [Double](repeating: data.targets[person], count: rows.count)
    }
    let drawn = RandomStream(key: seed, stream: 2).word(0)
    let fitted = try kind.regressor(settings, seed: drawn, arithmetic.fork(0))
      .fit(preparation.apply(features, covariates: covariates), targets)
    let unchanged = Preparation(unchanged: features.columns)
    return FittedTask(
      kind: kind, preparation: preparation,
      members: [.init(preparation: unchanged, fitted: fitted)])
  }
}

/// People, their rows and what is to be predicted of them.
public struct RegressionData: Sendable {
  /// A row for each person and repeat; missing numbers are NaN.
  public let features: Matrix
  /// What is regressed out of the features, where something is: as many rows, nothing missing.
  public let covariates: Matrix?
  public let people: [String]
  /// For each person its rows, in the order of the repeats.
  public let rows: [[Int]]
  /// For each person the rows of the repeats that augmentations use.
  public let chosen: [[Int]]
  /// Of each person.
  public let targets: [Double]

  /// For each person the row of the first repeat.
  public var first: [Int] { rows.map { $0[0] } }
  /// A person's row of the first repeat.
  func first(of person: Int) -> Int { rows[person][0] }

  /// - Precondition: every person has a row.
  public init(
    features: Matrix, covariates: Matrix?, people: [String], rows: [[Int]], chosen: [[Int]],
    targets: [Double]
  ) {
    precondition(rows.allSatisfy { !$0.isEmpty })
    (self.features, self.covariates, self.people) = (features, covariates, people)
    (self.rows, self.chosen, self.targets) = (rows, chosen, targets)
  }
}

/// What a task has learnt.
public struct FittedTask: Sendable {
  /// One of the regressors whose predictions are averaged; there is one but for `predictions`.
  public struct Member: Sendable {
    public let preparation: Preparation
    public let fitted: any FittedRegressor

    public init(preparation: Preparation, fitted: any FittedRegressor) {
      (self.preparation, self.fitted) = (preparation, fitted)
    }
  }

  public let kind: RegressorKind
  public let preparation: Preparation
  public let members: [Member]

  public init(kind: RegressorKind, preparation: Preparation, members: [Member]) {
    (self.kind, self.preparation, self.members) = (kind, preparation, members)
  }

  /// - Throws: `RegressionError` where features are missing and nothing was learnt to fill them.
  public func predict(
    _ features: Matrix, covariates: Matrix?
  ) throws(RegressionError) -> [Double] {
    let prepared = preparation.apply(features, covariates: covariates)
    guard !prepared.values.contains(where: { !$0.isFinite }) else {
      throw RegressionError(
        "numbers are missing among the features; ask for `impute`, or leave the columns or people out"
      )
    }
    var sum = [Double](repeating: 0, count: features.rows)
    for member in members {
      let own = try member.fitted.predict(member.preparation.apply(prepared, covariates: nil))
      for row in sum.indices { sum[row] += own[row] }
    }
    return sum.map { $0 / Double(members.count) }
  }
}

public import Arithmetic

/// What is learnt from where people have repeats: how numerical ensembles become training data, and what
/// they are compared with.
public enum Augmentation: String, CaseIterable, Sendable {
  /// The first repeat of each person.
  case none
  /// N repeats of each person as rows.
  case repeats
  /// The mean of N repeats of each person as one row.
  case average
  /// The first repeat of each person N times: what changes by numbers alone.
  case sameRow = "same-row"
  /// The first repeat, and N − 1 times with Gaussian noise that varies together as repeats do.
  case gaussianNoise = "gaussian-noise"
  /// The first repeat, and N − 1 times as many people drawn from a Gaussian copula of features and age.
  case copula
  /// The first repeat, and N − 1 times as many mixtures of two people.
  case mixUp = "mix-up"
  /// The first repeat, and N − 1 times as many people drawn from a variational autoencoder of features and
  /// age.
  case autoencoder = "vae"
  /// N regressors, each of one repeat, whose predictions are averaged.
  case predictions

  /// Whether it computes in an arithmetic's kernels.
  public var usesArithmetic: Bool { self == .autoencoder }
}

/// Rows of people who are learnt from.
public struct TrainingRows: Sendable {
  /// All rows; those of a person are anywhere.
  public let features: Matrix
  /// For each person the row of the first repeat.
  public let first: [Int]
  /// For each person the rows of the N repeats.
  public let repeats: [[Int]]
  /// For each person all rows, for what is learnt of noise.
  public let all: [[Int]]
  /// Of each person.
  public let targets: [Double]

  public init(
    features: Matrix, first: [Int], repeats: [[Int]], all: [[Int]], targets: [Double]
  ) {
    (self.features, self.first, self.repeats) = (features, first, repeats)
    (self.all, self.targets) = (all, targets)
  }

  /// What a regressor learns from: one set, or several whose predictions are averaged.
  ///
  /// - Parameters:
  ///   - size: N, at least 1.
  ///   - arithmetic: that autoencoders are trained in.
  /// - Throws: `RegressionError` where people have no repeats to learn noise from.
  public func sets(
    _ augmentation: Augmentation, size: Int, stream: RandomStream, _ arithmetic: any Arithmetic
  ) throws(RegressionError) -> [(features: Matrix, targets: [Double])] {
    let base = (features: features.selecting(first), targets: targets)
    func with(_ more: (features: Matrix, targets: [Double])) -> (Matrix, [Double]) {
      (base.features.appending(more.features), base.targets + more.targets)
    }
    let extra = (size - 1) * targets.count
    switch augmentation {
    case .none: return [base]
    case .repeats:
      let rows = repeats.flatMap { $0 }
      return [
        (
          features.selecting(rows),
          zip(repeats, targets).flatMap { Array(repeating: $1, count: $0.count) }
        )
      ]
    case .average: return [(averages(repeats), targets)]
    case .sameRow:
      let rows = first.flatMap { [Int](repeating: $0, count: size) }
      return [(features.selecting(rows), targets.flatMap { [Double](repeating: $0, count: size) })]
    case .gaussianNoise where extra > 0:
      return [with(try noisyCopies(size - 1, stream))]
    case .copula where extra > 0:
      return [with(try GaussianCopula(base.features, targets).people(extra, stream))]
    case .mixUp where extra > 0: return [with(mixtures(extra, stream))]
    case .autoencoder where extra > 0:
      let trained = try VariationalAutoencoder(
        base.features, targets, seed: stream.word(0), arithmetic)
      return [with(try trained.people(extra, stream))]
    case .gaussianNoise, .copula, .mixUp, .autoencoder: return [base]
    case .predictions:
      return (0..<size).map { place in
        (features.selecting(repeats.map { $0[place] }), targets)
      }
    }
  }

  /// The mean row of each list of rows.
  public func averages(_ lists: [[Int]]) -> Matrix {
    var means = Matrix(rows: lists.count, columns: features.columns)
    for (person, rows) in lists.enumerated() {
      for row in rows {
        for (column, value) in features.row(row).enumerated() {
          means[person, column] += value / Double(rows.count)
        }
      }
    }
    return means
  }
}

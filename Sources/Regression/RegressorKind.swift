public import Arithmetic

/// The regressors by the names that manifests call them: one line each.
public enum RegressorKind: String, CaseIterable, Sendable {
  case ridge
  case supportVectors = "support-vectors"
  case randomForest = "random-forest"
  case gradientBoosting = "gradient-boosting"
  case nearestNeighbours = "nearest-neighbours"
  case gaussianProcess = "gaussian-process"
  case perceptron

  /// Whether it computes in an arithmetic's kernels; the others compute in binary64 by libraries.
  public var usesArithmetic: Bool { self == .perceptron }

  /// - Parameters:
  ///   - seed: of what it draws.
  ///   - arithmetic: for this regressor alone.
  public func regressor(
    _ settings: RegressorSettings, seed: UInt64, _ arithmetic: any Arithmetic
  ) -> any Regressor {
    switch self {
    case .ridge: Ridge(penalty: settings.penalty)
    case .supportVectors:
      SupportVectors(
        cost: settings.cost, zone: settings.zone, gamma: settings.gamma,
        tolerance: settings.tolerance)
    case .randomForest:
      Trees.forest(
        trees: settings.trees, depth: settings.depth ?? 20, leastLeaf: settings.leastLeaf ?? 4,
        seed: seed)
    case .gradientBoosting:
      Trees.boosting(
        trees: settings.trees, depth: settings.depth ?? 5, rate: settings.rate,
        leastLeaf: settings.leastLeaf ?? 1, seed: seed)
    case .nearestNeighbours: NearestNeighbours(count: settings.neighbours)
    case .gaussianProcess:
      GaussianProcess(lengthScale: settings.lengthScale, noise: settings.noise)
    case .perceptron:
      Perceptron(
        hidden: settings.hidden, epochs: settings.epochs, batch: settings.batch,
        rate: settings.learningRate, decay: settings.decay, seed: seed, arithmetic: arithmetic)
    }
  }

  /// What it learnt, from its parts.
  ///
  /// - Parameter arithmetic: that a perceptron predicts in.
  /// - Throws: `RegressionError` where they are damaged, or a library is missing.
  public func fitted(
    _ parts: FittedParts, _ arithmetic: any Arithmetic
  ) throws(RegressionError) -> any FittedRegressor {
    switch self {
    case .ridge: try Ridge.Fitted(parts)
    case .supportVectors: try SupportVectors.Fitted(parts)
    case .randomForest, .gradientBoosting: try Trees.Fitted(parts)
    case .nearestNeighbours: try NearestNeighbours.Fitted(parts)
    case .gaussianProcess: try GaussianProcess.Fitted(parts)
    case .perceptron: try Perceptron.Fitted(parts, arithmetic)
    }
  }

  /// The setting that inner folds choose among candidates.
  public var tuned: String {
    switch self {
    case .ridge: "penalty"
    case .supportVectors: "cost"
    case .randomForest, .gradientBoosting: "depth"
    case .nearestNeighbours: "neighbours"
    case .gaussianProcess: "length-scale"
    case .perceptron: "decay"
    }
  }

  /// Whether the setting counts something.
  public var tunesIntegers: Bool {
    switch self {
    case .randomForest, .gradientBoosting, .nearestNeighbours: true
    case .ridge, .supportVectors, .gaussianProcess, .perceptron: false
    }
  }

  /// Settings with the tuned one at `value`.
  public func settings(_ settings: RegressorSettings, tunedTo value: Double) -> RegressorSettings {
    var settings = settings
    switch self {
    case .ridge: settings.penalty = value
    case .supportVectors: settings.cost = value
    case .randomForest, .gradientBoosting: settings.depth = Int(value)
    case .nearestNeighbours: settings.neighbours = Int(value)
    case .gaussianProcess: settings.lengthScale = value
    case .perceptron: settings.decay = value
    }
    return settings
  }

  /// The libraries that do the work, with their versions; loads them.
  ///
  /// - Throws: `RegressionError` where one is missing.
  func libraries() throws(RegressionError) -> [String] {
    switch self {
    case .ridge, .gaussianProcess: [LinearAlgebra.version]
    // Which rows are nearest does not depend on who multiplies.
    case .nearestNeighbours: []
    case .supportVectors: ["libsvm \(try LibSVM.shared.get().version)", LinearAlgebra.version]
    case .randomForest, .gradientBoosting: ["XGBoost \(try XGBoost.shared.get().version)"]
    case .perceptron: []
    }
  }
}

/// Settings of all regressors; each reads its own. Defaults are those of arXiv 2509.05238 where it has the
/// regressor, and scikit-learn's.
public struct RegressorSettings: Sendable, Equatable {
  public var penalty = 1.0
  public var cost = 100.0
  public var zone = 0.1
  public var gamma: Double?
  public var tolerance = 1e-3
  public var trees = 100
  public var depth: Int?
  public var rate = 0.1
  public var leastLeaf: Double?
  public var neighbours = 5
  public var lengthScale: Double?
  public var noise: Double?
  public var hidden = [64]
  public var epochs = 200
  public var batch = 32
  public var learningRate = 1e-3
  public var decay = 1e-4

  public init() {}
}

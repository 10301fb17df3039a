internal import Arithmetic

/// The regressors by the names that manifests call them: one line each.
public enum RegressorKind: String, CaseIterable, Sendable {
  case ridge
  case supportVectors = "support-vectors"
  case randomForest = "random-forest"
  case gradientBoosting = "gradient-boosting"
  case nearestNeighbours = "nearest-neighbours"
  case gaussianProcess = "gaussian-process"

  /// - Parameter seed: of what it draws.
  public func regressor(_ settings: RegressorSettings, seed: UInt64) -> any Regressor {
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
    }
  }

  /// What it learnt, from its parts.
  ///
  /// - Throws: `RegressionError` where they are damaged, or a library is missing.
  public func fitted(_ parts: FittedParts) throws(RegressionError) -> any FittedRegressor {
    switch self {
    case .ridge: try Ridge.Fitted(parts)
    case .supportVectors: try SupportVectors.Fitted(parts)
    case .randomForest, .gradientBoosting: try Trees.Fitted(parts)
    case .nearestNeighbours: try NearestNeighbours.Fitted(parts)
    case .gaussianProcess: try GaussianProcess.Fitted(parts)
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
    }
  }

  /// Whether the setting counts something.
  public var tunesIntegers: Bool {
    switch self {
    case .randomForest, .gradientBoosting, .nearestNeighbours: true
    case .ridge, .supportVectors, .gaussianProcess: false
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
    }
    return settings
  }

  /// The library that does the work, with its version; loads it.
  ///
  /// - Throws: `RegressionError` where it is missing.
  public func library() throws(RegressionError) -> String {
    switch self {
    case .ridge, .gaussianProcess, .nearestNeighbours: LinearAlgebra.version
    case .supportVectors: "libsvm \(try LibSVM.shared.get().version), \(LinearAlgebra.version)"
    case .randomForest, .gradientBoosting: "XGBoost \(try XGBoost.shared.get().version)"
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

  public init() {}
}

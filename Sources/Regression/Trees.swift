internal import Arithmetic

/// Trees that XGBoost grows: gradient boosting (Friedman 2001, Annals of Statistics 29) and random
/// forests (Breiman 2001, Machine Learning 45).
///
/// XGBoost keeps features, targets and predictions in binary32. Targets are centred first.
public struct Trees: Regressor {
  private let rounds: Int
  /// Whether a split looks at √p of p columns rather than at all.
  private let looksAtRoot: Bool
  private let options: [(String, String)]

  private init(rounds: Int, looksAtRoot: Bool, _ options: [(String, String)]) {
    (self.rounds, self.looksAtRoot) = (rounds, looksAtRoot)
    self.options = [("objective", "reg:squarederror"), ("base_score", "0")] + options
  }

  /// As scikit-learn's `GradientBoostingRegressor`: exact splits, no shrinkage of leaves.
  ///
  /// - Parameters:
  ///   - rate: what each tree's answer is multiplied by, above 0 and at most 1.
  ///   - depth: of a tree at most.
  ///   - seed: draws nothing while all rows and columns are used; part of the call all the same.
  public static func boosting(
    trees: Int, depth: Int, rate: Double, leastLeaf: Double, seed: UInt64
  ) -> Trees {
    Trees(
      rounds: trees, looksAtRoot: false,
      [
        ("max_depth", "\(depth)"), ("eta", "\(rate)"), ("lambda", "0"),
        ("min_child_weight", "\(leastLeaf)"), ("tree_method", "exact"), ("seed", "\(seed >> 33)"),
      ])
  }

  /// Trees side by side, each grown on 63.2 % of the rows (as many different ones as a bootstrap has)
  /// and looking at √p of p columns at each split.
  ///
  /// - Parameter leastLeaf: rows of a leaf at least.
  public static func forest(
    trees: Int, depth: Int, leastLeaf: Double, seed: UInt64
  ) -> Trees {
    Trees(
      rounds: 1, looksAtRoot: true,
      [
        ("num_parallel_tree", "\(trees)"), ("max_depth", "\(depth)"), ("eta", "1"),
        ("lambda", "0"), ("subsample", "0.632"),
        ("min_child_weight", "\(leastLeaf)"), ("tree_method", "exact"), ("seed", "\(seed >> 33)"),
      ])
  }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    let library = try XGBoost.shared.get()
    let mean = targets.reduce(0, +) / Double(targets.count)
    var options = options
    if looksAtRoot {
      let columns = Double(features.columns)
      options.append(("colsample_bynode", "\(columns.squareRoot().rounded(.down) / columns)"))
    }
    let model = try library.train(
      features, targets.map { $0 - mean }, rounds: rounds, options)
    return Fitted(model: model, mean: mean)
  }

  struct Fitted: FittedRegressor {
    let model: [UInt8]
    let mean: Double

    init(model: [UInt8], mean: Double) { (self.model, self.mean) = (model, mean) }

    func predict(_ features: Matrix) throws(RegressionError) -> [Double] {
      try XGBoost.shared.get().predictions(model, features).map { $0 + mean }
    }

    var parts: FittedParts { FittedParts(numbers: ["mean": [mean]], bytes: model) }

    init(_ parts: FittedParts) throws(RegressionError) {
      self.init(model: parts.bytes, mean: try parts.number("mean"))
    }
  }
}

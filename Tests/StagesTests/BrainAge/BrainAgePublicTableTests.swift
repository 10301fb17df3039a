import PipelineKit
import Regression
import Support
import Testing

@testable import Stages

/// Cross-validations of tables that come with scikit-learn: on identical folds its errors are ours, within 2 %.
@Suite struct BrainAgePublicTableTests {
  /// A table, and how scikit-learn makes it.
  enum Sample: String, CaseIterable {
    case diabetes = "x, y = datasets.load_diabetes(return_X_y=True)"
    /// Features of scales 10⁻⁶ to 10⁶, far from 0.
    case friedman =
      "x, y = datasets.make_friedman1(300, 8, noise=1, random_state=3); x = x * 10.0 ** np.arange(-6, 10, 2) + 700"
  }

  private static let start = """
    import numpy as np
    from sklearn import datasets

    """

  /// Subjects, targets and features.
  private func table(_ sample: Sample) throws -> Table {
    let numbers = try Python.numbers(
      Self.start + sample.rawValue + "\nprint(*x.shape, *y, *x.T.ravel())")
    let (people, columns) = (Int(numbers[0]), Int(numbers[1]))
    func column(_ place: Int) -> Table.Cells {
      .numbers(Array(numbers[2 + place * people..<2 + (place + 1) * people]))
    }
    return Table(
      [.init("subject", .text((0..<people).map { "s\($0)" })), .init("age", column(0))]
        + (0..<columns).map { .init("f\($0)", column($0 + 1)) })
  }

  private struct Peer {
    let kind: RegressorKind
    var values: [String: Value] = [:]
    let estimator: String
    /// What chance decides is averaged over so many seeds.
    var seeds = 1
  }

  private static let peers = [
    Peer(kind: .ridge, estimator: "Ridge(alpha=1)"),
    Peer(kind: .nearestNeighbours, estimator: "KNeighborsRegressor(5)"),
    Peer(kind: .supportVectors, estimator: "SVR(C=100)"),
    Peer(
      kind: .gaussianProcess, values: ["length-scale": 3.0, "noise": 0.2],
      estimator:
        "scaled(GaussianProcessRegressor(RBF(3.0), alpha=0.2, optimizer=None))"),
    Peer(
      kind: .randomForest,
      estimator:
        "RandomForestRegressor(100, max_depth=20, max_features='sqrt', min_samples_leaf=4, random_state=s)",
      seeds: 3),
    Peer(
      kind: .gradientBoosting, values: ["trees": 50],
      estimator: "GradientBoostingRegressor(n_estimators=50, max_depth=5, random_state=s)", seeds: 2
    ),
    Peer(
      kind: .perceptron, values: ["epochs": 60],
      estimator:
        "scaled(MLPRegressor(hidden_layer_sizes=(64,), batch_size=32, max_iter=60, tol=0, n_iter_no_change=1000, random_state=s))",
      seeds: 3),
  ]

  @Test(.enabled(if: Python.has("sklearn")), arguments: Sample.allCases)
  func errorsAreThoseOfScikitLearn(_ sample: Sample) throws {
    let table = try table(sample)
    let peers = Self.peers.filter { Self.isThere($0.kind) }
    var folds: [Double] = []
    let own = try peers.map { peer in
      try (0..<peer.seeds).map { seed -> Double in
        let outputs = try Running.run(
          BrainAgeRegress.self,
          ["regressor": .string(peer.kind.rawValue), "folds": 5, "draws": 100].merging(peer.values)
          { $1 }, ["features": Running.one(.table(table))], seed: UInt64(seed + 1))
        let subjects = try outputs.text("predictions", "subject")
        let tested = try outputs.numbers("predictions", "fold")
        let place = Dictionary(uniqueKeysWithValues: zip(subjects, tested))
        folds = (0..<table.rowCount).compactMap { place["s\($0)"] }
        return try outputs.number("summary", "mae")
      }.reduce(0, +) / Double(peer.seeds)
    }
    let estimators = peers.map { "(\($0.seeds), lambda s: \($0.estimator))" }.joined(
      separator: ",\n  ")
    let expected = try Python.numbers(
      Self.start + """
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import PredefinedSplit, cross_val_predict
        from sklearn.neighbors import KNeighborsRegressor
        from sklearn.neural_network import MLPRegressor
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVR
        \(sample.rawValue)
        folds = PredefinedSplit(\(Python.array(folds)))
        scaled = lambda m: TransformedTargetRegressor(m, transformer=StandardScaler())
        for seeds, make in [
          \(estimators)]:
            print(np.mean([abs(cross_val_predict(
                make_pipeline(StandardScaler(), make(s)), x, y, cv=folds) - y).mean() for s in range(seeds)]))
        """)
    #expect(expected.count == own.count)
    for (peer, (found, right)) in zip(peers, zip(own, expected)) {
      #expect(
        agree(found, right, within: 0.02 * right), "\(peer.kind.rawValue): \(found), not \(right)")
    }
  }

  private static func isThere(_ kind: RegressorKind) -> Bool {
    let settings = RegressorSettings()
    return (try? RegressionTask(kind: kind, settings: settings).libraries(regressesOut: false))
      != nil
  }
}

import Arithmetic
import Support
import Testing

@testable import Regression

/// Regressors against scikit-learn on the same rows.
@Suite struct RegressorTests {
  private static let stream = RandomStream(key: 17, stream: 0)
  private static func rows(_ count: Int, from start: UInt64) -> Matrix {
    Matrix(
      rows: count, columns: 5,
      values: (0..<5 * count).map { stream.normal(start + UInt64($0)) })
  }
  private let training = RegressorTests.rows(70, from: 0)
  private let asked = RegressorTests.rows(25, from: 10_000)

  private static func truth(_ x: [Double]) -> Double {
    let linear: Double = 50 + 8 * x[0] - 5 * x[1]
    return linear + 3 * x[2] * x[3]
  }

  private var targets: [Double] {
    (0..<training.rows).map { row -> Double in
      Self.truth(Array(training.row(row))) + Self.stream.normal(UInt64(50_000 + row))
    }
  }

  /// Predictions of a scikit-learn estimator.
  private func reference(_ estimator: String) throws -> [Double] {
    func array(_ matrix: Matrix) -> String {
      Python.array((0..<matrix.rows).map { Array(matrix.row($0)) })
    }
    return try Python.numbers(
      """
      import numpy as np
      from sklearn.linear_model import Ridge
      from sklearn.svm import SVR
      from sklearn.neighbors import KNeighborsRegressor
      from sklearn.gaussian_process import GaussianProcessRegressor
      from sklearn.gaussian_process.kernels import RBF, WhiteKernel
      from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
      x = \(array(training)); y = \(Python.array(targets)); t = \(array(asked))
      print(*(\(estimator)))
      """)
  }

  private func predictions(
    _ kind: RegressorKind, _ change: (inout RegressorSettings) -> Void = { _ in }
  ) throws -> [Double] {
    var settings = RegressorSettings()
    change(&settings)
    return try kind.regressor(settings, seed: 1, Self.ieee()).fit(training, targets).predict(asked)
  }

  private static func ieee() throws -> any Arithmetic {
    try Arithmetics.make(.ieee, seed: 1, threads: 1)
  }

  private static let hasLearn = Python.has("sklearn")
  private static let hasLibSVM = (try? LibSVM.shared.get()) != nil
  private static let hasXGBoost = (try? XGBoost.shared.get()) != nil

  @Test(.enabled(if: hasLearn)) func ridgeIsThatOfScikitLearn() throws {
    let found = try predictions(.ridge) { $0.penalty = 2.5 }
    let expected = try reference("Ridge(alpha=2.5).fit(x, y).predict(t)")
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-9)) }
    // With more columns than rows the other system is solved, to the same answer.
    let few = training.selecting(0..<3)
    let wide = try Ridge(penalty: 1).fit(few, [1, 2, 4]).predict(asked)
    let dual = try Python.numbers(
      """
      import numpy as np
      from sklearn.linear_model import Ridge
      x = \(Python.array((0..<3).map { Array(few.row($0)) }))
      t = \(Python.array((0..<asked.rows).map { Array(asked.row($0)) }))
      print(*Ridge(alpha=1).fit(x, [1, 2, 4]).predict(t))
      """)
    for (a, b) in zip(wide, dual) { #expect(agree(a, b, within: 1e-10)) }
  }

  @Test(.enabled(if: hasLearn)) func neighboursAreThoseOfScikitLearn() throws {
    for count in [1, 5, 70] {
      let found = try predictions(.nearestNeighbours) { $0.neighbours = count }
      let expected = try reference("KNeighborsRegressor(\(count)).fit(x, y).predict(t)")
      for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-12)) }
    }
    #expect(
      throws: RegressionError(
        "the 71 nearest neighbours were asked for, and there are 70 rows to learn from; lower the number"
      )
    ) { _ = try predictions(.nearestNeighbours) { $0.neighbours = 71 } }
  }

  @Test(.enabled(if: hasLearn && hasLibSVM), arguments: [1e-3, 1e-8])
  func supportVectorsAreThoseOfScikitLearn(_ tolerance: Double) throws {
    let found = try predictions(.supportVectors) { $0.tolerance = tolerance }
    let expected = try reference(
      "SVR(C=100, epsilon=0.1, tol=\(tolerance)).fit(x, y).predict(t)")
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-6 * abs(b))) }
  }

  @Test(.enabled(if: hasLearn)) func theGaussianProcessIsThatOfScikitLearn() throws {
    let found = try predictions(.gaussianProcess) { ($0.lengthScale, $0.noise) = (1.7, 0.3) }
    let expected = try reference(
      "GaussianProcessRegressor(RBF(1.7), alpha=0.3, optimizer=None).fit(x, y - y.mean()).predict(t) "
        + "+ y.mean()")
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-9)) }
  }

  /// What is not given is as likely as what scikit-learn finds.
  @Test(.enabled(if: hasLearn)) func theLikelihoodIsAtItsGreatest() throws {
    let mean = targets.reduce(0, +) / 70
    let centred = targets.map { $0 - mean }
    let fitted = try GaussianProcess(lengthScale: nil, noise: nil).fit(training, targets).parts
    let length = try fitted.number("length-scale")
    let expected = try reference(
      """
      [(lambda g: g.log_marginal_likelihood_value_)(GaussianProcessRegressor(
      __import__('sklearn.gaussian_process.kernels', fromlist=['x']).ConstantKernel(50.0, (1e-3, 1e6))
      * (RBF(2.0, (1e-2, 1e3)) + WhiteKernel(0.1, (1e-6, 1e2))), n_restarts_optimizer=3, random_state=0)
      .fit(x, y - y.mean()))]
      """)
    let best = stride(from: -8.0, through: 2, by: 0.05).compactMap { exponent in
      GaussianProcess.solve(
        SquaredDistances(training), centred, length, ElementaryFunctions.exponential(exponent)
      )?.likelihood
    }.max()
    #expect(try #require(best) > expected[0] - 0.05)
  }

  @Test(.enabled(if: hasLearn && hasXGBoost)) func treesAreLikeThoseOfScikitLearn() throws {
    func error(_ predictions: [Double]) -> Double {
      var sum = 0.0
      for (row, value) in predictions.enumerated() {
        sum += abs(value - Self.truth(Array(asked.row(row))))
      }
      return sum / Double(predictions.count)
    }
    let boosted = try predictions(.gradientBoosting) { $0.depth = 3 }
    let boostedThere = try reference(
      "GradientBoostingRegressor(max_depth=3, random_state=0).fit(x, y).predict(t)")
    #expect(abs(error(boosted) - error(boostedThere)) < 0.25 * error(boostedThere))
    let forest = try predictions(.randomForest) { $0.trees = 300 }
    let forestThere = try reference(
      "RandomForestRegressor(300, max_depth=20, max_features='sqrt', min_samples_leaf=4, "
        + "random_state=0).fit(x, y).predict(t)")
    #expect(abs(error(forest) - error(forestThere)) < 0.15 * error(forestThere))
    #expect(try predictions(.randomForest) { $0.trees = 300 } == forest)
  }

  @Test(arguments: RegressorKind.allCases) func whatWasLearntComesBackFromItsParts(
    _ kind: RegressorKind
  ) throws {
    guard (try? kind.libraries()) != nil else { return }
    let fitted = try kind.regressor(RegressorSettings(), seed: 1, Self.ieee())
      .fit(training, targets)
    let again = try kind.fitted(fitted.parts, Self.ieee())
    #expect(try again.predict(asked) == fitted.predict(asked))
    #expect(throws: RegressionError.self) { _ = try kind.fitted(FittedParts(), Self.ieee()) }
  }

  /// A column that does not vary, and copies of a row, are no trouble.
  @Test(arguments: RegressorKind.allCases) func degenerateRowsGiveFiniteAnswers(
    _ kind: RegressorKind
  ) throws {
    guard (try? kind.libraries()) != nil else { return }
    let rows = Matrix(
      rows: 24, columns: 2, values: (0..<24).flatMap { [Double($0 / 6), 0] })
    let fitted = try kind.regressor(RegressorSettings(), seed: 1, Self.ieee())
      .fit(rows, (0..<24).map { Double($0 / 6) })
    #expect(try fitted.predict(rows).allSatisfy(\.isFinite))
  }
}

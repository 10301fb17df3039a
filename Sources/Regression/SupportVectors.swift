/// Support vector regression with radial basis functions, by libsvm: Drucker et al. (1996), NIPS 9.
///
/// As scikit-learn's `SVR`: kernel exp(−γ d²), γ = 1 / (columns × variance of all features) where it is
/// not given.
public struct SupportVectors: Regressor {
  private let cost: Double
  private let zone: Double
  private let gamma: Double?
  private let tolerance: Double

  /// The most rows: their kernel has 24 bytes for each pair.
  public static let mostRows = 16_000

  /// - Parameters:
  ///   - cost: C, above 0.
  ///   - zone: ε, half the width of the zone in which errors do not count, in units of the target.
  ///   - gamma: γ, above 0.
  ///   - tolerance: of the optimality conditions, where iterations end.
  public init(cost: Double, zone: Double, gamma: Double?, tolerance: Double) {
    (self.cost, self.zone) = (cost, zone)
    (self.gamma, self.tolerance) = (gamma, tolerance)
  }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    guard features.rows <= Self.mostRows else {
      throw RegressionError(
        "support vector regression takes at most \(Self.mostRows) rows, and there are "
          + "\(features.rows); use another regressor, or fewer repeats")
    }
    let library = try LibSVM.shared.get()
    let gamma = gamma ?? Self.scale(features)
    let kernel = SquaredDistances(features).kernel(gamma: gamma)
    let answer = try library.regression(
      kernel: kernel, targets, cost: cost, zone: zone, tolerance: tolerance)
    return Fitted(
      vectors: features.selecting(answer.rows), coefficients: answer.coefficients,
      offset: answer.offset, gamma: gamma)
  }

  /// 1 / (columns × variance of all values), 1 where nothing varies.
  private static func scale(_ features: Matrix) -> Double {
    let count = Double(features.values.count)
    let mean = features.values.reduce(0, +) / count
    var squares = 0.0
    for value in features.values { squares += (value - mean) * (value - mean) }
    return squares > 0 ? 1 / (Double(features.columns) * squares / count) : 1
  }

  struct Fitted: FittedRegressor {
    let vectors: Matrix
    let coefficients: [Double]
    let offset: Double
    let gamma: Double

    init(vectors: Matrix, coefficients: [Double], offset: Double, gamma: Double) {
      (self.vectors, self.coefficients) = (vectors, coefficients)
      (self.offset, self.gamma) = (offset, gamma)
    }

    func predict(_ features: Matrix) -> [Double] {
      guard vectors.rows > 0 else { return (0..<features.rows).map { _ in -offset } }
      return SquaredDistances(features, vectors).kernel(gamma: gamma).times(coefficients)
        .map { $0 - offset }
    }

    var parts: FittedParts {
      FittedParts(numbers: [
        "vectors": vectors.values, "columns": [Double(vectors.columns)],
        "coefficients": coefficients, "offset": [offset], "gamma": [gamma],
      ])
    }

    init(_ parts: FittedParts) throws(RegressionError) {
      self.init(
        vectors: try parts.matrix("vectors"), coefficients: try parts.array("coefficients"),
        offset: try parts.number("offset"), gamma: try parts.number("gamma"))
      guard vectors.rows == coefficients.count else {
        throw RegressionError("the model is damaged: its vectors and coefficients do not match")
      }
    }
  }
}

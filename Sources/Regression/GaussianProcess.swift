internal import Arithmetic

/// Gaussian process regression: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning,
/// algorithm 2.1.
///
/// Covariance σ² (exp(−d² / 2 ℓ²) + λ at distance 0); targets are centred. What is not given of ℓ and λ
/// maximises the marginal likelihood, in which σ² has its best value; with more rows than
/// `mostRowsForSettings`, that of rows at equal steps.
public struct GaussianProcess: Regressor {
  private let lengthScale: Double?
  private let noise: Double?

  /// The most rows that a fit takes: its matrix has 8 bytes for each pair.
  public static let mostRows = 12_000
  static let mostRowsForSettings = 600

  /// - Parameters:
  ///   - lengthScale: ℓ, above 0.
  ///   - noise: λ, above 0.
  public init(lengthScale: Double?, noise: Double?) {
    (self.lengthScale, self.noise) = (lengthScale, noise)
  }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    guard features.rows <= Self.mostRows else {
      throw RegressionError(
        "a Gaussian process takes at most \(Self.mostRows) rows, and there are \(features.rows); use "
          + "another regressor, or fewer repeats")
    }
    let mean = targets.reduce(0, +) / Double(targets.count)
    let centred = targets.map { $0 - mean }
    let (length, noise) = settings(features, centred)
    guard let answer = Self.solve(SquaredDistances(features), centred, length, noise) else {
      throw RegressionError(
        "the covariance of the Gaussian process is not positive definite; raise its noise")
    }
    return Fitted(features: features, weights: answer.weights, mean: mean, lengthScale: length)
  }

  private func settings(_ features: Matrix, _ centred: [Double]) -> (Double, Double) {
    if let lengthScale, let noise { return (lengthScale, noise) }
    let step = (features.rows + Self.mostRowsForSettings - 1) / Self.mostRowsForSettings
    let chosen = Array(stride(from: 0, to: features.rows, by: step))
    let distances = SquaredDistances(features.selecting(chosen))
    let targets = chosen.map { centred[$0] }
    func logarithm(_ x: Double) -> Double { ElementaryFunctions.logarithm(x) }
    func power(_ x: Double) -> Double { ElementaryFunctions.exponential(min(max(x, -20), 20)) }
    var start: [Double] = []
    if lengthScale == nil { start.append(logarithm(Double(max(features.columns, 1))) / 2) }
    if noise == nil { start.append(logarithm(0.1)) }
    func named(_ point: [Double]) -> (Double, Double) {
      (lengthScale ?? power(point[0]), noise ?? power(point[point.count - 1]))
    }
    let best = NelderMead.minimum(from: start, step: 1, tolerance: 1e-4, limit: 120) { point in
      let (length, noise) = named(point)
      return Self.solve(distances, targets, length, noise).map { -$0.likelihood } ?? .infinity
    }
    return named(best)
  }

  /// K⁻¹ y, and the logarithm of the marginal likelihood.
  static func solve(
    _ distances: SquaredDistances, _ targets: [Double], _ length: Double, _ noise: Double
  ) -> (weights: [Double], likelihood: Double)? {
    var covariance = distances.kernel(length)
    for place in 0..<covariance.rows { covariance[place, place] += noise }
    guard let factor = LinearAlgebra.Cholesky(covariance) else { return nil }
    let weights = factor.solve(targets)
    var square = 0.0
    for (a, b) in zip(weights, targets) { square += a * b }
    let count = Double(targets.count)
    var likelihood = -count / 2 * (1 + ElementaryFunctions.logarithm(2 * Double.pi))
    likelihood -= count / 2 * ElementaryFunctions.logarithm(max(square / count, 1e-300))
    for value in factor.diagonal { likelihood -= ElementaryFunctions.logarithm(value) }
    return likelihood.isFinite ? (weights, likelihood) : nil
  }

  struct Fitted: FittedRegressor {
    let features: Matrix
    let weights: [Double]
    let mean: Double
    let lengthScale: Double

    init(features: Matrix, weights: [Double], mean: Double, lengthScale: Double) {
      (self.features, self.weights) = (features, weights)
      (self.mean, self.lengthScale) = (mean, lengthScale)
    }

    func predict(_ asked: Matrix) -> [Double] {
      SquaredDistances(asked, features).kernel(lengthScale).times(weights).map { $0 + mean }
    }

    var parts: FittedParts {
      FittedParts(numbers: [
        "features": features.values, "columns": [Double(features.columns)], "weights": weights,
        "mean": [mean], "length-scale": [lengthScale],
      ])
    }

    init(_ parts: FittedParts) throws(RegressionError) {
      self.init(
        features: try parts.matrix("features"), weights: try parts.array("weights"),
        mean: try parts.number("mean"), lengthScale: try parts.number("length-scale"))
      guard features.rows == weights.count else {
        throw RegressionError("the model is damaged: its rows and weights do not match")
      }
    }
  }
}

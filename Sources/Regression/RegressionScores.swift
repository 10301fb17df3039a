internal import Statistics

/// How good predictions of a number are: the figures that are always told together.
public struct RegressionScores: Sendable {
  public let count: Int
  public let meanAbsoluteError: Double
  /// Of the mean of those that were learnt from: what knows nothing of a person.
  public let chance: Double
  /// 1 − squared errors / squared deviations from the mean.
  public let rSquared: Double
  public let correlation: Double
  /// Spearman's, of the gap (prediction less target) and the target: −1 where the old are thought young
  /// and the young old.
  public let gapCorrelation: Double
  /// Slope of the target on the prediction: 1 where predictions are right in the mean.
  public let calibrationSlope: Double
  /// Prediction ≈ intercept + slope × target: what corrections of age bias are made of.
  public let bias: (intercept: Double, slope: Double)

  /// - Parameters:
  ///   - baseline: what is predicted of each person by the mean of those that were learnt from.
  /// - Precondition: as many of each.
  public init(targets: [Double], predictions: [Double], baseline: [Double]) {
    let rows = Double(targets.count)
    count = targets.count
    func meanError(_ guesses: [Double]) -> Double {
      zip(targets, guesses).reduce(0) { $0 + abs($1.1 - $1.0) } / rows
    }
    meanAbsoluteError = meanError(predictions)
    chance = meanError(baseline)
    let mean = targets.reduce(0, +) / rows
    let meanPrediction = predictions.reduce(0, +) / rows
    var (errors, around, spread, both) = (0.0, 0.0, 0.0, 0.0)
    for (target, prediction) in zip(targets, predictions) {
      errors += (prediction - target) * (prediction - target)
      around += (target - mean) * (target - mean)
      spread += (prediction - meanPrediction) * (prediction - meanPrediction)
      both += (target - mean) * (prediction - meanPrediction)
    }
    rSquared = around > 0 ? 1 - errors / around : .nan
    correlation = Correlation.pearson(targets, predictions)
    gapCorrelation = Correlation.spearman(zip(predictions, targets).map { $0 - $1 }, targets)
    calibrationSlope = spread > 0 ? both / spread : .nan
    let slope = around > 0 ? both / around : .nan
    bias = (meanPrediction - slope * mean, slope)
  }

  /// The figures under their names, in the order of reports.
  public var figures: [(name: String, value: Double)] {
    [
      ("mae", meanAbsoluteError), ("chance", chance), ("ratio", meanAbsoluteError / chance),
      ("r-squared", rSquared), ("r", correlation), ("gap-age", gapCorrelation),
      ("calibration", calibrationSlope),
    ]
  }
}

/// Spread and largest magnitude of the samples of one number.
struct Moments: Equatable {
  var count: Double
  var mean: Double
  /// Sum of squared deviations from the mean; exactly zero where the samples are equal.
  var squares: Double
  /// NaN where a sample is NaN.
  var largest: Double

  /// √(squares ÷ (n − `divisorOffset`)).
  func standardDeviation(divisorOffset: Double) -> Double {
    (squares / (count - divisorOffset)).squareRoot()
  }
}

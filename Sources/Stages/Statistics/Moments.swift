/// Mean, spread and largest magnitude of the samples of one number.
struct Moments: Equatable {
  var mean: Double
  /// The standard deviation; exactly zero where the samples are equal.
  var deviation: Double
  /// NaN where a sample is NaN.
  var largest: Double
}

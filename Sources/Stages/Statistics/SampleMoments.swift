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

/// The moments of many numbers at once, from samples that come one after another.
///
/// The means come from an earlier pass over the samples (`SampleMeans`), so that deviations do not
/// cancel. The result depends on the order of the samples alone.
struct SampleMoments {
  private(set) var count = 0.0
  private let means: [Double]
  private var squares: [Double] = []
  private var largest: [Double]

  /// Keeps the largest magnitudes alone.
  init(elements: Int) {
    means = []
    largest = [Double](repeating: 0, count: elements)
  }

  /// Keeps the spread around `means` and the largest magnitudes.
  init(around means: [Double]) {
    self.means = means
    squares = [Double](repeating: 0, count: means.count)
    largest = squares
  }

  /// Takes in one sample of every number.
  ///
  /// - Precondition: as many values as elements.
  mutating func add(_ values: [Double]) {
    precondition(values.count == largest.count)
    count += 1
    for i in values.indices {
      let magnitude = abs(values[i])
      if magnitude > largest[i] || magnitude.isNaN { largest[i] = magnitude }
    }
    if squares.isEmpty { return }
    for i in values.indices {
      let deviation = values[i] - means[i]
      squares[i] += deviation * deviation
    }
  }

  /// The moments of one number; mean and spread are zero where they are not kept.
  subscript(element: Int) -> Moments {
    Moments(
      count: count, mean: means.isEmpty ? 0 : means[element],
      squares: squares.isEmpty ? 0 : squares[element],
      largest: largest[element])
  }
}

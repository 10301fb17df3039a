/// Whether probabilities are right: how often what was said with confidence p is true.
///
/// Expected calibration error with bins of equal width (Naeini, Cooper and Hauskrecht 2015, AAAI; Guo et
/// al. 2017, ICML), and the Brier score (1950) of the event that the answer is right.
package struct Reliability {
  /// Answers whose confidence lies in one of the bins.
  package struct Bin {
    /// Where the bin begins and ends; its upper end belongs to it, and 0 to the first.
    package let lower: Double
    package let upper: Double
    package fileprivate(set) var count = 0
    fileprivate var right = 0
    fileprivate var sum = 0.0

    /// Part of the answers that are right; NaN for none.
    package var accuracy: Double { Double(right) / Double(count) }
    /// Mean confidence; NaN for none.
    package var confidence: Double { sum / Double(count) }
  }

  package private(set) var bins: [Bin]
  package private(set) var count = 0
  private var right = 0
  private var squares = 0.0

  /// - Parameter bins: at least one.
  package init(bins: Int) {
    self.bins = (0..<bins).map {
      Bin(lower: Double($0) / Double(bins), upper: Double($0 + 1) / Double(bins))
    }
  }

  /// - Parameter confidence: 0…1; what lies outside counts as the nearer end.
  package mutating func add(confidence: Double, isRight: Bool) {
    let confidence = min(max(confidence, 0), 1)
    let place = min(max(Int((confidence * Double(bins.count)).rounded(.up)) - 1, 0), bins.count - 1)
    bins[place].count += 1
    bins[place].sum += confidence
    count += 1
    if isRight {
      bins[place].right += 1
      right += 1
    }
    let error = confidence - (isRight ? 1 : 0)
    squares += error * error
  }

  /// Part of the answers that are right; NaN for none.
  package var accuracy: Double { Double(right) / Double(count) }
  /// Mean squared difference of confidence and truth; NaN for none.
  package var brierScore: Double { squares / Double(count) }
  /// Mean over answers of the difference of their bin's accuracy and confidence; NaN for none.
  package var expectedCalibrationError: Double {
    guard count > 0 else { return .nan }
    return filled.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.confidence) }
      / Double(count)
  }
  /// The greatest such difference of a bin; NaN for no answers.
  package var maximumCalibrationError: Double {
    filled.map { abs($0.accuracy - $0.confidence) }.max() ?? .nan
  }

  private var filled: [Bin] { bins.filter { $0.count > 0 } }
}

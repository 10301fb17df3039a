import Glibc
import Testing

/// How often each outcome came up, judged against its probability.
struct OutcomeCounts {
  private let outcomes: Outcomes
  private let counts: [Int]
  private let total: Int
  /// A result that should not have been possible.
  let stranger: Double?

  init(_ draws: [Double], of outcomes: Outcomes) {
    let patterns = outcomes.all.map(\.value.bitPattern)
    var counts = [Int](repeating: 0, count: patterns.count)
    var stranger: Double?
    for draw in draws {
      if let index = patterns.firstIndex(of: draw.bitPattern) {
        counts[index] += 1
      } else if draw.isNaN, let index = outcomes.all.firstIndex(where: \.value.isNaN) {
        counts[index] += 1
      } else {
        stranger = draw
      }
    }
    self.outcomes = outcomes
    self.counts = counts
    self.total = draws.count
    self.stranger = stranger
  }

  /// Deviations of the counts in standard deviations, of outcomes expected at least ten times.
  var deviations: [Double] {
    zip(outcomes.all, counts).compactMap { outcome, count in
      let expected = outcome.probability * Double(total)
      let variance = expected * (1 - outcome.probability)
      return variance < 10 ? nil : (Double(count) - expected) / variance.squareRoot()
    }
  }

  /// Rare outcomes that came up more often than chance explains.
  ///
  /// A Poisson count of mean m is above m + 6 √m + 6 with a probability below 10⁻⁷; below a mean of
  /// 10⁻⁵ a single one is too many.
  var excess: [(value: Double, count: Int)] {
    zip(outcomes.all, counts).compactMap { outcome, count in
      let expected = outcome.probability * Double(total)
      guard expected < 10 else { return nil }
      let limit = expected < 1e-5 ? 0 : expected + 6 * expected.squareRoot() + 6
      return Double(count) > limit ? (outcome.value, count) : nil
    }
  }

  /// Pearson's statistic and its degrees of freedom; outcomes expected less than ten times are
  /// pooled, and left out where even together they are expected less often.
  var chiSquared: (value: Double, freedom: Int) {
    var cells: [(expected: Double, count: Double)] = []
    var rare: (expected: Double, count: Double) = (0, 0)
    for (outcome, count) in zip(outcomes.all, counts) {
      let expected = outcome.probability * Double(total)
      if expected < 10 {
        rare = (rare.expected + expected, rare.count + Double(count))
      } else {
        cells.append((expected, Double(count)))
      }
    }
    if rare.expected >= 10 { cells.append(rare) }
    guard cells.count > 1 else { return (0, 0) }
    let value = cells.reduce(0) { sum, cell in
      let deviation = cell.count - cell.expected
      return sum + deviation * deviation / cell.expected
    }
    return (value, cells.count - 1)
  }

  /// Records what is wrong; `label` says which cell this is.
  func check(_ label: @autoclosure () -> String) {
    if let stranger { Issue.record("\(label()) gave \(stranger), not one of \(outcomes.all)") }
    for (value, count) in excess {
      Issue.record("\(label()) gave \(value) \(count) times of \(total); outcomes \(outcomes.all)")
    }
    for deviation in deviations where abs(deviation) >= 5 {
      Issue.record(
        "\(label()) is off by \(deviation) standard deviations; \(outcomes.all), \(counts)")
    }
  }
}

/// χ² of many cells together.
struct PooledChiSquared {
  private(set) var value = 0.0
  private(set) var freedom = 0

  mutating func add(_ statistic: (value: Double, freedom: Int)) {
    value += statistic.value
    freedom += statistic.freedom
  }

  /// The statistic as a standard normal deviate (Wilson and Hilferty 1931).
  ///
  /// Far below zero is as suspicious as far above: counts that fit too well are not random.
  var deviation: Double {
    guard freedom > 0 else { return 0 }
    let scale = 2 / (9 * Double(freedom))
    return (pow(value / Double(freedom), 1.0 / 3) - (1 - scale)) / scale.squareRoot()
  }
}

/// Probabilities of many tests, adjusted so that all of them together can be trusted.
package enum MultipleTests {
  /// Times the number of tests, at most 1: bounds the chance of a single false finding.
  package static func bonferroni(_ probabilities: [Double]) -> [Double] {
    adjusted(probabilities) { sorted in
      sorted.map { min(1, $0 * Double(sorted.count)) }
    }
  }

  /// Holm (1979), Scandinavian Journal of Statistics 6: the same bound, never weaker.
  package static func holm(_ probabilities: [Double]) -> [Double] {
    adjusted(probabilities) { sorted in
      var most = 0.0
      return sorted.enumerated().map { place, value in
        most = max(most, min(1, value * Double(sorted.count - place)))
        return most
      }
    }
  }

  /// Benjamini and Yekutieli (2001), Annals of Statistics 29: bounds the expected part of findings that
  /// are false, however the tests depend on one another.
  package static func benjaminiYekutieli(_ probabilities: [Double]) -> [Double] {
    adjusted(probabilities) { sorted in
      let count = Double(sorted.count)
      let harmonic = (1...max(sorted.count, 1)).reduce(0.0) { $0 + 1 / Double($1) }
      var least = 1.0
      return sorted.enumerated().reversed().map { place, value in
        least = min(least, value * count * harmonic / Double(place + 1))
        return least
      }.reversed()
    }
  }

  /// Applies a rule to the sorted probabilities; tests without one (NaN) are no tests and stay NaN.
  private static func adjusted(
    _ probabilities: [Double], _ rule: ([Double]) -> [Double]
  ) -> [Double] {
    let order = probabilities.indices.filter { !probabilities[$0].isNaN }
      .sorted { probabilities[$0] < probabilities[$1] }
    var result = [Double](repeating: .nan, count: probabilities.count)
    for (place, value) in zip(order, rule(order.map { probabilities[$0] })) {
      result[place] = value
    }
    return result
  }
}

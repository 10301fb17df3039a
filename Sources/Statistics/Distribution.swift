/// Location, spread and quantiles of a set of numbers.
package struct Distribution: Equatable {
  package let count: Int
  package let mean: Double
  /// With divisor n − 1; zero for a single number.
  package let standardDeviation: Double
  package let minimum: Double
  package let maximum: Double
  private let values: [Double]
  /// How many numbers lie in the bins before each one; bins are of equal width from least to greatest.
  private let before: [Int]

  /// - Parameter values: finite numbers; sums run in their order.
  /// - Returns: `nil` where there are none.
  package init?(_ values: [Double]) {
    guard var (minimum, maximum) = values.first.map({ ($0, $0) }) else { return nil }
    var sum = 0.0
    for value in values {
      sum += value
      minimum = min(minimum, value)
      maximum = max(maximum, value)
    }
    self.values = values
    self.minimum = minimum
    self.maximum = maximum
    count = values.count
    mean = sum / Double(values.count)
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0

    let bins = Bins(minimum, maximum, count: values.count)
    var counts = [Int](repeating: 0, count: bins.count)
    for value in values { counts[bins.index(value)] += 1 }
    var total = 0
    before = counts.map { count in
      defer { total += count }
      return total
    }
  }

  /// Of those of `values` that are finite, and greater than `bound` where there is one.
  package init?(finiteOf values: [Double], above bound: Double? = nil) {
    if let bound {
      self.init(values.filter { $0.isFinite && $0 > bound })
    } else {
      self.init(values.filter(\.isFinite))
    }
  }

  /// Bins for ordering numbers without sorting all of them: a greater number is never in a lower bin.
  private struct Bins {
    let count: Int
    private let minimum: Double
    private let perUnit: Double

    init(_ minimum: Double, _ maximum: Double, count: Int) {
      let wanted = max(1, min(count / 8, 1 << 16))
      let perUnit = Double(wanted - 1) / (maximum - minimum)
      // One bin where the numbers are equal, or their range overflows or underflows.
      self.count = perUnit.isFinite && perUnit > 0 ? wanted : 1
      self.minimum = minimum
      self.perUnit = perUnit
    }

    func index(_ value: Double) -> Int {
      count == 1 ? 0 : min(Int((value - minimum) * perUnit), count - 1)
    }
  }

  package var median: Double { quantile(0.5) }

  /// The value below which a fraction of the numbers lies, interpolated linearly between ranks
  /// (definition 7 of Hyndman and Fan 1996, NumPy's default).
  ///
  /// - Parameter fraction: 0...1.
  package func quantile(_ fraction: Double) -> Double {
    let position = fraction * Double(count - 1)
    let below = Int(position)
    guard below + 1 < count else { return maximum }
    let (low, high) = neighbours(below)
    return low + (position - Double(below)) * (high - low)
  }

  /// The numbers of rank `rank` and `rank + 1`, counted from zero.
  private func neighbours(_ rank: Int) -> (Double, Double) {
    let bins = Bins(minimum, maximum, count: count)
    // The last bin that starts at the rank or before it.
    func bin(of rank: Int) -> Int {
      var (low, high) = (0, before.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if before[middle] <= rank { low = middle } else { high = middle }
      }
      return low
    }
    let (first, last) = (bin(of: rank), bin(of: rank + 1))
    var members: [Double] = []
    for value in values {
      let index = bins.index(value)
      if index == first || index == last { members.append(value) }
    }
    members.sort()
    let start = rank - before[first]
    return (members[start], members[start + 1])
  }
}

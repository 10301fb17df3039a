/// Variability ratios of many regions over samples of people that are drawn again and again.
///
/// What `NumericalVariability` gives of each sample, by sums over people instead of lists of them: deviations
/// of repeats within a person are the same in every sample, and those of people follow from Σ d and Σ d²
/// around the mean of all.
package struct ResampledVariability {
  private let regions: Int
  private let repeats: Int
  private let people: Int
  /// For each person the deviations of all regions and repeats from their means, then the squares; 0 where a
  /// number is missing.
  private let deviations: [Double]
  private let squares: [Double]
  /// 1 where there is a number; empty where none is missing.
  private let known: [Double]
  /// For each person and region the variance over repeats; 0, and 0 in `measured`, where there is none.
  private let variances: [Double]
  private let measured: [Double]

  /// - Parameter rows: of each region a row a person, a column a repeat; NaN where a number is missing.
  package init(_ rows: [[[Double]]]) {
    regions = rows.count
    people = rows.first?.count ?? 0
    repeats = rows.flatMap { $0.map(\.count) }.max() ?? 0
    let width = regions * repeats
    var deviations = [Double](repeating: 0, count: people * width)
    var known = deviations
    var variances = [Double](repeating: 0, count: people * regions)
    var measured = variances
    for (region, own) in rows.enumerated() {
      for repeated in 0..<repeats {
        func value(_ person: Int) -> Double {
          own[person].indices.contains(repeated) ? own[person][repeated] : .nan
        }
        let there = (0..<people).filter { !value($0).isNaN }
        let mean = there.reduce(0) { $0 + value($1) } / Double(max(there.count, 1))
        for person in there {
          deviations[person * width + region * repeats + repeated] = value(person) - mean
          known[person * width + region * repeats + repeated] = 1
        }
      }
      for (person, row) in own.enumerated() {
        let there = row.filter { !$0.isNaN }
        guard there.count > 1, let spread = Distribution(there) else { continue }
        variances[person * regions + region] = spread.standardDeviation * spread.standardDeviation
        measured[person * regions + region] = 1
      }
    }
    self.deviations = deviations
    squares = deviations.map { $0 * $0 }
    self.known = known.allSatisfy { $0 == 1 } ? [] : known
    (self.variances, self.measured) = (variances, measured)
  }

  /// The ratio of each region over a sample.
  ///
  /// - Parameter sample: people, as often as they were drawn.
  /// - Returns: NaN where the sample gives none.
  package func ratios(_ sample: [Int]) -> [Double] {
    var times = [Double](repeating: 0, count: people)
    for person in sample { times[person] += 1 }
    let width = regions * repeats
    var sums = [Double](repeating: 0, count: width)
    var squareSums = sums
    var counts = [Double](
      repeating: known.isEmpty ? Double(sample.count) : 0, count: width)
    var within = [Double](repeating: 0, count: regions)
    var persons = within
    for (person, time) in times.enumerated() where time > 0 {
      Self.add(deviations, person * width, time, &sums)
      Self.add(squares, person * width, time, &squareSums)
      if !known.isEmpty { Self.add(known, person * width, time, &counts) }
      Self.add(variances, person * regions, time, &within)
      Self.add(measured, person * regions, time, &persons)
    }
    return (0..<regions).map { region in
      var (between, columns) = (0.0, 0.0)
      for place in region * repeats..<(region + 1) * repeats where counts[place] > 1 {
        let rest = squareSums[place] - sums[place] * sums[place] / counts[place]
        between += max(rest, 0) / (counts[place] - 1)
        columns += 1
      }
      guard persons[region] > 0, columns > 0 else { return .nan }
      return (within[region] / persons[region]).squareRoot() / (between / columns).squareRoot()
    }
  }

  /// `sums` + `factor` × a run of `values`.
  @inline(__always)
  private static func add(
    _ values: [Double], _ start: Int, _ factor: Double, _ sums: inout [Double]
  ) {
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for place in 0..<sums.count { sums[place] += factor * values[start + place] }
      }
    }
  }
}

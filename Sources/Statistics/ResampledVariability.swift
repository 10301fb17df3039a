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
    let drawn = times.indices.filter { times[$0] > 0 }
    let factors = drawn.map { times[$0] }
    Self.add(deviations, drawn.map { $0 * width }, factors, &sums)
    Self.add(squares, drawn.map { $0 * width }, factors, &squareSums)
    if !known.isEmpty { Self.add(known, drawn.map { $0 * width }, factors, &counts) }
    Self.add(variances, drawn.map { $0 * regions }, factors, &within)
    Self.add(measured, drawn.map { $0 * regions }, factors, &persons)
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

  /// `sums` + `factors` × runs of `values`, one after the other; eight runs at a time, so that sums go through
  /// memory once for them.
  private static func add(
    _ values: [Double], _ starts: [Int], _ factors: [Double], _ sums: inout [Double]
  ) {
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        var run = 0
        while run + 8 <= starts.count {
          let (a, b, c, d) = (starts[run], starts[run + 1], starts[run + 2], starts[run + 3])
          let (e, f, g, h) = (starts[run + 4], starts[run + 5], starts[run + 6], starts[run + 7])
          let (p, q, r, s) = (factors[run], factors[run + 1], factors[run + 2], factors[run + 3])
          let (t, u, v, w) = (
            factors[run + 4], factors[run + 5], factors[run + 6], factors[run + 7]
          )
          for place in 0..<sums.count {
            var sum = sums[place]
            sum += p * values[a + place]
            sum += q * values[b + place]
            sum += r * values[c + place]
            sum += s * values[d + place]
            sum += t * values[e + place]
            sum += u * values[f + place]
            sum += v * values[g + place]
            sum += w * values[h + place]
            sums[place] = sum
          }
          run += 8
        }
        while run < starts.count {
          let (start, factor) = (starts[run], factors[run])
          for place in 0..<sums.count { sums[place] += factor * values[start + place] }
          run += 1
        }
      }
    }
  }
}

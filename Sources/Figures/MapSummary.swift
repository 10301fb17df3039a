import Statistics

/// What a page has to know of a map before it draws it.
package struct MapSummary {
  package let label: String
  /// The middle 96 % of what is finite; NaN where nothing is.
  package let low: Double
  package let high: Double
  package let greatest: Double
  /// Voxels by bin of half a unit, from `lowest` up; what lies beyond is in the bins at the ends.
  package let counts: [Int]

  package static let lowest = -16.0
  package static let binWidth = 0.5
  private static let bins = 160

  /// - Parameter values: NaN is where there is nothing.
  package init(_ label: String, _ values: [Double]) {
    self.label = label
    let finite = values.filter(\.isFinite)
    let own = Distribution(finite)
    low = own?.quantile(0.02) ?? .nan
    high = own?.quantile(0.98) ?? .nan
    greatest = own?.maximum ?? .nan
    var counts = [Int](repeating: 0, count: Self.bins)
    for value in finite {
      let bin = ((value - Self.lowest) / Self.binWidth).rounded(.down)
      counts[Int(min(max(bin, 0), Double(Self.bins - 1)))] += 1
    }
    self.counts = counts
  }

  /// Sets the flag of each number that is finite.
  package static func mark(finite values: [Double], in flags: inout [Bool]) {
    for (index, value) in values.enumerated() where value.isFinite { flags[index] = true }
  }
}

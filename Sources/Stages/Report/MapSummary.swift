import Figures
import Statistics

/// What a page has to know of a map before it draws it.
struct MapSummary {
  let label: String
  /// The middle 96 % of what is finite; NaN where nothing is.
  let low: Double
  let high: Double
  let greatest: Double
  /// Voxels by bin of half a unit, from `lowest` up; what lies beyond is in the bins at the ends.
  let counts: [Int]

  static let lowest = -16.0
  static let binWidth = 0.5
  private static let bins = 160

  /// - Parameter values: NaN is where there is nothing.
  init(_ label: String, _ values: [Double]) {
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
}

import Figures
import Statistics

/// Least Dice coefficients by region and family.
struct RegionMinima {
  /// The numbers of one region in one family.
  struct Group {
    let region: String
    let family: String
    /// Ascending.
    let values: [Double]
    /// Stars of the test between families.
    let mark: String
    var label: String { family.isEmpty ? region : "\(region) · \(family)" }
  }

  /// By median, the lowest first.
  let groups: [Group]
  /// By their lowest median.
  let regions: [String]
  let families: [String]
  /// A sentence on the tests; none where there were none.
  let testCaption: String
  private let medians: [Pair: Double]

  private struct Pair: Hashable {
    let region: String
    let family: String
  }

  /// - Parameters:
  ///   - families: columns that tell families apart.
  ///   - axes: all columns that tell rows of one region apart.
  /// - Returns: `nil` where the table is not one of measure/dice.
  init?(_ table: Table, families columns: [String], axes: [String]) {
    guard let minima = table.numbers("minimum"),
      let names = table.text("name") ?? table.text("label")
    else { return nil }
    let varying = columns.filter { Set(table.text($0) ?? []).count > 1 }
    let kept = varying.compactMap { table.text($0) }
    let others = axes.filter { !columns.contains($0) }.compactMap { table.text($0) }
    var values: [Pair: [(place: [String], value: Double)]] = [:]
    var families: [String] = []
    for (row, minimum) in minima.enumerated() where minimum.isFinite {
      let family = kept.map { $0[row] }.joined(separator: " · ")
      if !families.contains(family) { families.append(family) }
      values[Pair(region: names[row], family: family), default: []].append(
        (others.map { $0[row] }, minimum))
    }
    let stars = RegionMinima.tests(values.mapKeys { ($0.region, $0.family) }, families)
    let groups = values.map { pair, numbers in
      Group(
        region: pair.region, family: pair.family, values: numbers.map(\.value).sorted(),
        mark: stars.marks[pair.region] ?? "")
    }
    let medians = Dictionary(
      uniqueKeysWithValues: groups.map {
        (
          Pair(region: $0.region, family: $0.family), Distribution($0.values)?.median ?? .nan
        )
      })
    func order(_ group: Group) -> (Double, String) {
      (medians[Pair(region: group.region, family: group.family)] ?? 0, group.label)
    }
    self.groups = groups.sorted { order($0) < order($1) }
    regions = self.groups.reduce(into: []) { found, group in
      if !found.contains(group.region) { found.append(group.region) }
    }
    self.families = families
    self.medians = medians
    testCaption = stars.caption
  }

  func median(region: String, family: String) -> Double {
    medians[Pair(region: region, family: family)] ?? .nan
  }

  /// Paired t-tests of two families in each region, over what both have, with Holm's adjustment.
  private static func tests(
    _ values: [(region: String, family: String, numbers: [(place: [String], value: Double)])],
    _ families: [String]
  ) -> (marks: [String: String], caption: String) {
    guard families.count == 2 else { return ([:], "") }
    var sides: [String: [[[String]: Double]]] = [:]
    for (region, family, numbers) in values {
      let side = family == families[0] ? 0 : 1
      sides[region, default: [[:], [:]]][side] = Dictionary(
        numbers.map { ($0.place, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    let regions = sides.keys.sorted()
    let probabilities = regions.map { region -> Double in
      guard let both = sides[region] else { return .nan }
      let places = both[0].keys.filter { both[1][$0] != nil }.sorted {
        $0.lexicographicallyPrecedes($1)
      }
      let first = places.compactMap { both[0][$0] }
      let second = places.compactMap { both[1][$0] }
      return TTest(pairs: first, second)?.probability ?? .nan
    }
    let tested = probabilities.count { !$0.isNaN }
    guard tested > 0 else { return ([:], "") }
    let marks = MultipleTests.holm(probabilities).map { $0.isNaN ? "" : SignificanceMark.stars($0) }
    return (
      Dictionary(uniqueKeysWithValues: zip(regions, marks)),
      " Stars: \(families[0]) and \(families[1]) differ in the region (two-sided paired t-tests of "
        + "\(tested) regions, adjusted by Holm's method). \(SignificanceMark.caption)"
    )
  }
}

extension Dictionary {
  /// Entries with keys taken apart.
  fileprivate func mapKeys(_ parts: (Key) -> (String, String)) -> [(String, String, Value)] {
    map { (parts($0.key).0, parts($0.key).1, $0.value) }
  }
}

public import Arithmetic
import Networks

/// Which people are tested together.
///
/// People are dealt out in the order of a hash of seed and name, so that neither the order of rows nor
/// another person changes much. All rows of a person are on one side.
public enum Folds {
  /// k parts; each person is tested once.
  ///
  /// - Parameters:
  ///   - people: names, each once.
  ///   - ages: of the people, for parts that have people of all ages alike.
  ///   - strata: in how many groups of as many people ages are sorted; 1 for none.
  /// - Returns: the part of each person.
  /// - Throws: `RegressionError` where there are fewer people than parts.
  public static func parts(
    _ count: Int, of people: [String], ages: [Double], strata: Int, stream: RandomStream
  ) throws(RegressionError) -> [Int] {
    guard people.count >= count else {
      throw RegressionError(
        "\(count) folds need as many people, and there \(people.count == 1 ? "is" : "are") "
          + "\(people.count)")
    }
    let ranks = people.map { stream.word($0.streamNumber) }
    let byAge = people.indices.sorted { (ages[$0], ranks[$0]) < (ages[$1], ranks[$1]) }
    let groups = max(1, min(strata, people.count))
    var order: [Int] = []
    for group in 0..<groups {
      let range = people.count * group / groups..<people.count * (group + 1) / groups
      order += byAge[range].sorted { ranks[$0] < ranks[$1] }
    }
    var parts = [Int](repeating: 0, count: people.count)
    for (place, person) in order.enumerated() { parts[person] = place % count }
    return parts
  }

  /// A part of the people to test.
  ///
  /// - Parameter part: between 0 and 1; at least one person is on each side.
  /// - Returns: whether each person is tested.
  public static func tested(
    _ part: Double, of people: [String], stream: RandomStream
  ) throws(RegressionError) -> [Bool] {
    guard people.count > 1 else {
      throw RegressionError("a split needs at least 2 people, and there is \(people.count)")
    }
    let ranks = people.map { stream.word($0.streamNumber) }
    let order = people.indices.sorted { ranks[$0] < ranks[$1] }
    let count = min(max(Int((part * Double(people.count)).rounded(.up)), 1), people.count - 1)
    var tested = [Bool](repeating: false, count: people.count)
    for person in order.prefix(count) { tested[person] = true }
    return tested
  }
}

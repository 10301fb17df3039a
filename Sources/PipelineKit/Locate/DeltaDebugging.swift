/// Which of many things are to blame: delta debugging.
///
/// Zeller and Hildebrandt (2002), Simplifying and isolating failure-inducing input, IEEE TSE 28(2),
/// algorithm ddmin; repeated for further sets as Verrou's and Verificarlo's rddmin.
public enum DeltaDebugging {
  /// A part of `items` that still fails although none of its items can be spared.
  ///
  /// - Parameters:
  ///   - items: together they fail; none of them alone does nothing.
  ///   - fails: whether a part, in the order of `items`, fails. It is asked at most a number of
  ///     times that grows with the square of the count, as a rule with its logarithm; it may be
  ///     asked about one part twice.
  /// - Returns: A part that fails, and of which every part with one item less does not, unless it
  ///   has one item only.
  public static func minimalSet<Item: Sendable>(
    of items: [Item], fails: ([Item]) async throws -> Bool
  ) async rethrows -> [Item] {
    var set = items
    var count = 2
    search: while set.count >= 2 {
      let parts = split(set, into: count)
      for part in parts where try await fails(part) {
        set = part
        count = 2
        continue search
      }
      // With two parts, each is all but the other.
      for index in parts.indices where count > 2 {
        let rest = parts.indices.filter { $0 != index }.flatMap { parts[$0] }
        guard try await fails(rest) else { continue }
        set = rest
        count = max(count - 1, 2)
        continue search
      }
      if count == set.count { break }
      count = min(2 * count, set.count)
    }
    return set
  }

  /// Minimal sets that have no item in common, until what is left does not fail any more.
  ///
  /// - Parameters:
  ///   - minimal: finds a minimal set in items that fail, such as `minimalSet`.
  /// - Returns: The sets, the first found first, and the items left over, which do not fail together.
  public static func disjointSets<Item: Sendable & Hashable>(
    of items: [Item], fails: ([Item]) async throws -> Bool,
    minimal: ([Item]) async throws -> [Item]
  ) async rethrows -> (sets: [[Item]], rest: [Item]) {
    var sets: [[Item]] = []
    var rest = items
    while !rest.isEmpty, try await fails(rest) {
      let set = try await minimal(rest)
      sets.append(set)
      let blamed = Set(set)
      rest.removeAll(where: blamed.contains)
    }
    return (sets, rest)
  }

  /// Minimal sets where a part may seem to fail by luck: no set is believed that a second look
  /// contradicts.
  ///
  /// A set that is not confirmed was found by the luck of a trial. The search for it begins again
  /// then, and believes no trial that is not confirmed.
  ///
  /// - Parameters:
  ///   - seemsToFail: the cheap look.
  ///   - isConfirmed: the second look, at a part that seems to fail.
  ///   - minimal: finds a minimal set in items that fail by a test that it is given.
  /// - Returns: As `disjointSets`; all sets are confirmed, and what is left over is not.
  public static func confirmedSets<Item: Sendable & Hashable>(
    of items: [Item], seemsToFail: @escaping ([Item]) async throws -> Bool,
    isConfirmed: @escaping ([Item]) async throws -> Bool,
    minimal: ([Item], ([Item]) async throws -> Bool) async throws -> [Item]
  ) async throws -> (sets: [[Item]], rest: [Item]) {
    func fails(_ part: [Item]) async throws -> Bool {
      guard try await seemsToFail(part) else { return false }
      return try await isConfirmed(part)
    }
    return try await disjointSets(of: items, fails: fails) { items in
      let quick = try await minimal(items, seemsToFail)
      return try await isConfirmed(quick) ? quick : minimal(items, fails)
    }
  }

  /// `count` runs of nearly equal length.
  private static func split<Item>(_ items: [Item], into count: Int) -> [[Item]] {
    (0..<count).map { part in
      Array(items[part * items.count / count..<(part + 1) * items.count / count])
    }
  }
}

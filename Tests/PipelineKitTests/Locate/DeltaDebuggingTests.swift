import PipelineKit
import Testing

@Suite struct DeltaDebuggingTests {
  /// Whether a part holds one of the sets to blame.
  private func fails(_ part: [Int], _ blamed: [Set<Int>]) -> Bool {
    blamed.contains { $0.isSubset(of: part) }
  }

  @Test(arguments: [[3], [0, 15], [1, 2, 3], [5, 6, 11, 14], Array(0..<16)])
  func findsTheOneSet(_ blamed: [Int]) async {
    var asked = 0
    let found = await DeltaDebugging.minimalSet(of: Array(0..<16)) { part in
      asked += 1
      return fails(part, [Set(blamed)])
    }
    #expect(found == blamed)
    // Zeller and Hildebrandt: at most n² + 3 n tests.
    #expect(asked <= 16 * 16 + 3 * 16)
  }

  @Test func oneOfManyTakesLogarithmicallyManyTests() async {
    var asked = 0
    let found = await DeltaDebugging.minimalSet(of: Array(0..<1024)) { part in
      asked += 1
      return part.contains(700)
    }
    #expect(found == [700])
    #expect(asked <= 2 * 10)
  }

  /// Every answer fails, and no answer without one of its items does: checked for all kinds of
  /// failures over few items, monotone or not.
  @Test func answersAreMinimalWhateverFails() async {
    let items = Array(0..<4)
    let parts = (1..<16).map { bits in items.filter { bits >> $0 & 1 == 1 } }
    for mask in 0..<1 << 14 {
      let failing = Set(parts.indices.filter { $0 == 14 || mask >> $0 & 1 == 1 }.map { parts[$0] })
      let found = await DeltaDebugging.minimalSet(of: items) { failing.contains($0) }
      #expect(failing.contains(found))
      for item in found where found.count > 1 {
        #expect(!failing.contains(found.filter { $0 != item }), "\(found) of \(failing)")
      }
    }
  }

  @Test func disjointSetsLeaveNothingThatFails() async {
    let blamed: [Set<Int>] = [[2], [5, 9], [9, 11], [14, 15]]
    let items = Array(0..<16)
    let (sets, rest) = await DeltaDebugging.disjointSets(of: items, fails: { fails($0, blamed) }) {
      await DeltaDebugging.minimalSet(of: $0) { fails($0, blamed) }
    }
    #expect(sets.count == 3 && sets.allSatisfy { blamed.contains(Set($0)) })
    #expect(!fails(rest, blamed))
    #expect((sets.flatMap { $0 } + rest).sorted() == items)
  }

  @Test func nothingIsToBlameWhereNothingFails() async {
    let (sets, rest) = await DeltaDebugging.disjointSets(of: [1, 2, 3], fails: { _ in false }) {
      $0
    }
    #expect(sets.isEmpty && rest == [1, 2, 3])
  }

  /// 3 and 7 together are to blame; trials that hold 5, or both 9 and 10, fail by their luck.
  @Test func whatFailsByLuckIsNotBlamed() async throws {
    let (sets, rest) = try await DeltaDebugging.confirmedSets(
      of: Array(1...12),
      seemsToFail: { part in
        part.contains(5) || Set([9, 10]).isSubset(of: part) || Set([3, 7]).isSubset(of: part)
      },
      isConfirmed: { Set([3, 7]).isSubset(of: $0) },
      minimal: { items, fails in try await DeltaDebugging.minimalSet(of: items, fails: fails) })
    #expect(sets == [[3, 7]])
    #expect(rest == [1, 2, 4, 5, 6, 8, 9, 10, 11, 12])
  }
}

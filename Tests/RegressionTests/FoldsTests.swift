import Arithmetic
import Support
import Testing

@testable import Regression

@Suite struct FoldsTests {
  private let people = (1...53).map { "p\($0)" }
  private let ages = (1...53).map { Double(20 + $0 * 7 % 53) }

  @Test func everyPersonIsTestedOnceAndFoldsAreEven() throws {
    let parts = try Folds.parts(
      10, of: people, ages: ages, strata: 1, stream: RandomStream(key: 1, stream: 0))
    let sizes = (0..<10).map { part in parts.count { $0 == part } }
    #expect(sizes.reduce(0, +) == 53)
    #expect(sizes.allSatisfy { $0 == 5 || $0 == 6 })
    let other = try Folds.parts(
      10, of: people, ages: ages, strata: 1, stream: RandomStream(key: 2, stream: 0))
    #expect(parts != other)
  }

  @Test func strataHaveAllAgesInEveryFold() throws {
    let parts = try Folds.parts(
      5, of: people, ages: ages, strata: 10, stream: RandomStream(key: 1, stream: 0))
    for part in 0..<5 {
      let own = zip(parts, ages).filter { $0.0 == part }.map(\.1)
      #expect(abs(own.reduce(0, +) / Double(own.count) - 47) < 4)
    }
  }

  @Test func fewerPeopleThanFoldsIsAnError() {
    #expect(throws: RegressionError("10 folds need as many people, and there are 3")) {
      _ = try Folds.parts(
        10, of: ["a", "b", "c"], ages: [1, 2, 3], strata: 1, stream: RandomStream(key: 1, stream: 0)
      )
    }
  }

  /// The order of the people has no part in who is tested with whom.
  @Test func splitsAreByName() throws {
    let stream = RandomStream(key: 1, stream: 0)
    let tested = try Folds.tested(0.1, of: people, stream: stream)
    let reversed = try Folds.tested(0.1, of: people.reversed(), stream: stream)
    #expect(tested.count { $0 } == 6)
    #expect(reversed.reversed() == tested)
  }
}

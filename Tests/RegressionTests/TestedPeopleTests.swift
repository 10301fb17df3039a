import Arithmetic
import Support
import Testing

@testable import Regression

@Suite struct TestedPeopleTests {
  private let targets: [Double] = [20, 40, 60]

  private func splits(corrected: Bool) -> [CrossValidation.Split] {
    [(1, [0, 1, 2], 0.0), (2, [2, 0], 10)].map { repetition, people, shift in
      var split = CrossValidation.Split(
        repetition: repetition, fold: 1, training: [], tested: people)
      split.predictions = people.map { [targets[$0] + 1 + shift, targets[$0] - 3] }
      split.corrected = corrected ? people.map { [targets[$0] + 2, targets[$0]] } : []
      split.baseline = 40
      return split
    }
  }

  private func figure(_ name: String, _ figures: [Double]) throws -> Double {
    figures[try #require(TestedPeople.names.firstIndex(of: name))]
  }

  @Test func repetitionsAreAveraged() throws {
    let own = TestedPeople(splits(corrected: true), targets: targets)
    // 1 year in the first repetition, 11 in the second.
    #expect(try figure("mae", own.figures([0, 1, 2])) == 6)
    #expect(try figure("corrected-mae", own.figures([0, 1, 2])) == 2)
    let chance = try figure("chance", own.figures([0, 1, 2]))
    #expect(agree(chance, (40.0 / 3 + 20) / 2, within: 1e-12))
    // Somebody twice; the second repetition tested one of the two alone.
    #expect(try figure("mae", own.figures([1, 1, 0])) == 1)
    // Other rows of people.
    #expect(try figure("mae", own.figures([0, 2], members: [0.5, 0.99])) == 3)
    #expect(try figure("corrected-mae", own.figures([0, 2], members: [0.2, 0.6])) == 1)
  }

  @Test func whatIsNotThereIsNoNumber() throws {
    let own = TestedPeople(splits(corrected: false), targets: targets)
    let corrected = try figure("corrected-mae", own.figures([0, 1, 2]))
    #expect(corrected.isNaN)
    #expect(own.figures([1]).allSatisfy { $0.isNaN })
  }
}

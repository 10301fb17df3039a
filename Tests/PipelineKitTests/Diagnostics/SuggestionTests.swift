import Testing

@testable import PipelineKit

@Suite struct SuggestionTests {
  private let kinds = ["register/affine", "register/apply", "measure/dice", "in", "seed"]

  @Test(arguments: [
    ("register/afine", "register/affine"), ("Register/Affine", "register/affine"),
    ("sede", "seed"), ("measure", "measure/dice"), ("im", "in"), ("affine", "register/affine"),
    ("dice", "measure/dice"),
  ])
  func findsTheNearest(word: String, expected: String) {
    #expect(Suggestion.nearest(to: word, among: kinds) == expected)
  }

  @Test(arguments: ["segment", "", "x", String(repeating: "a", count: 10_000)])
  func staysSilentWhereNothingIsNear(word: String) {
    #expect(Suggestion.nearest(to: word, among: kinds) == nil)
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
    ("ca", "abc", 3),
  ])
  func countsEdits(a: String, b: String, distance: Int) {
    #expect(
      EditDistance.between(Array(a.unicodeScalars), Array(b.unicodeScalars)) == distance)
  }

  @Test func quotesNothingThatMovesTheCursor() {
    #expect(quoted("a\u{1B}[2J\n\u{202E}") == "'a\u{FFFD}[2J\\n\u{FFFD}'")
    #expect(quoted(String(repeating: "é", count: 90)).count == 83)
  }
}

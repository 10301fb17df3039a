import PipelineKit
import Testing

@Suite struct DiagnosticRenderingTests {
  private func diagnostic(column: Int, excerpt: String) -> Diagnostic {
    Diagnostic(
      .error, "no", at: Mark(file: "a.yaml", line: 3, column: column), excerpt: excerpt)
  }

  @Test func printsPlaceMessageHintLineAndCaret() {
    var diagnostic = diagnostic(column: 11, excerpt: "    uses: test/smoth")
    diagnostic.message = "unknown stage kind 'test/smoth'"
    diagnostic.hint = "did you mean 'test/smooth'?"
    #expect(
      diagnostic.rendered == """
        a.yaml:3:11: error: unknown stage kind 'test/smoth'; did you mean 'test/smooth'?
            uses: test/smoth
                  ^
        """)
  }

  @Test func printsNothingThatMovesTheCursor() {
    let diagnostic = Diagnostic(.error, "a\u{1B}[2J", hint: "b\n")
    #expect(diagnostic.rendered == "error: a\u{FFFD}[2J; b\u{FFFD}")
  }

  @Test func needsNoPlace() {
    #expect(Diagnostic(.warning, "odd", hint: "look").rendered == "warning: odd; look")
  }

  @Test(arguments: [
    ("\tkey:\tx", 7, "\tkey:\tx\n\t    \t^"),
    ("名前: x", 5, "名前: x\n      ^"),
    ("e\u{301}te: x", 3, "e\u{301}te: x\n ^"),
    ("a\u{1B}[2Jb", 2, "a\u{FFFD}[2Jb\n ^"),
    ("short", 99, "short\n     ^"),
    ("", 1, "\n^"),
  ])
  func linesTheCaretUp(excerpt: String, column: Int, expected: String) {
    #expect(
      diagnostic(column: column, excerpt: excerpt).rendered
        == "a.yaml:3:\(column): error: no\n" + expected)
  }

  @Test func cutsLongLinesAroundThePlace() {
    let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
    let lines = diagnostic(column: 501, excerpt: line).rendered.split(separator: "\n")
    #expect(lines[1].count == 162)
    #expect(Array(lines[1])[lines[2].count - 1] == "X")
  }

  @Test func hasAFormForMachines() {
    let value = Diagnostic(
      .error, "no", at: Mark(file: "a.yaml", line: 3, column: 4), hint: "yes"
    ).value
    #expect(
      value == [
        "severity": "error", "file": "a.yaml", "line": 3, "column": 4, "message": "no",
        "hint": "yes",
      ])
  }
}

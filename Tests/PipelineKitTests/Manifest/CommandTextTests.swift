import Testing

@testable import PipelineKit

@Suite struct CommandTextTests {
  @Test func wordsAreThoseOfAShell() throws {
    #expect(
      try CommandText.words("  flirt -in $a\t-dof 6\n") == ["flirt", "-in", "$a", "-dof", "6"])
    #expect(
      try CommandText.words(#"a "b $c" 'd $e' f\ g "" "h\"i""#)
        == ["a", "b $c", "d $$e", "f g", "", "h\"i"])
    #expect(try CommandText.words("a \\\n  b") == ["a", "b"])
    #expect(try CommandText.words(#"awk '{print $1}' x"y"z"#) == ["awk", "{print $$1}", "xyz"])
    #expect(try CommandText.words("") == [])
  }

  @Test(arguments: ["a | b", "a && b", "a > b", "a < b", "a; b", "echo `b`", "'a", "\"a"])
  func whatOnlyAShellUnderstandsIsRefused(_ text: String) {
    #expect(throws: CommandText.Failure.self) { try CommandText.words(text) }
  }
}

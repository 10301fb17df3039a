import Testing
import Values

@Suite struct PlainTextTests {
  @Test(arguments: [
    ("", true, 0), ("warp repeat=3", true, 13), ("a\tb", false, 3), ("né", false, 2),
    ("a\r\nb", false, 3), ("\u{7F}", false, 1), (String(repeating: "~ ", count: 40), true, 80),
    ("🧠", false, 1),
  ])
  func widthIsTheCountOfCharacters(text: String, isPlain: Bool, width: Int) {
    #expect(text.isPlain == isPlain)
    #expect(text.width == width)
    #expect(text.count == width)
  }
}

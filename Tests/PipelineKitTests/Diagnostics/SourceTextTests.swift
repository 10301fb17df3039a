import Testing

@testable import PipelineKit

@Suite struct SourceTextTests {
  @Test func countsLinesAsYAMLDoes() {
    let text = SourceText(file: "f", bytes: Array("a\r\nb\rc\u{85}d\u{2028}e\n".utf8))
    #expect((1...7).map { text.line($0) } == ["a", "b", "c", "d", "e", "", nil])
  }

  @Test func countsColumnsInScalars() {
    let text = SourceText(file: "f", bytes: Array("a\nβγδ".utf8))
    #expect(text.mark(ofByte: 0) == Mark(file: "f", line: 1, column: 1))
    #expect(text.mark(ofByte: 6) == Mark(file: "f", line: 2, column: 3))
    #expect(text.mark(ofByte: 99) == Mark(file: "f", line: 2, column: 4))
  }
}

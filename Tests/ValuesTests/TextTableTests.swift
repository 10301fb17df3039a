import Testing
import Values

@Suite struct TextTableTests {
  @Test func columnsAreAsWideAsTheirWords() {
    let table = TextTable(
      header: ["stage", "jobs", "why"], rows: [["wärp", "12", ""], ["b", "3", "never ran"], []],
      rightAligned: [1])
    #expect(table.text == "stage  jobs  why\nwärp     12\nb         3  never ran\n")
  }

  @Test func linesWithoutWordsAreLinesToo() {
    #expect(TextTable(rows: [[""], ["a"], [" "]]).text == "\na\n")
    #expect(TextTable(rows: []).text == "")
  }
}

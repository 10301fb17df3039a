import PipelineKit
import Testing

@testable import Stages

struct DelimitedTextTests {
  private func parse(_ text: String, _ separator: Unicode.Scalar = ",") throws -> Table {
    try DelimitedText.parse(text, separator: separator, file: "f.csv")
  }

  @Test func quotesAndLineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      let table = try parse("\u{FEFF}a,b\(end)\"x, \"\"y\"\"\(end)z\",2\(end)")
      #expect(table.columns.map(\.name) == ["a", "b"])
      #expect(table["a"] == .text(["x, \"y\"\(end)z"]))
      #expect(table["b"] == .text(["2"]))
    }
  }

  @Test func noRowsIsATable() throws {
    #expect(try parse("a,b\n").rowCount == 0)
    #expect(try parse("a,b").rowCount == 0)
  }

  @Test(arguments: [
    ("", "f.csv is empty: it has no header line"),
    ("a,b\n1,2\n3\n", "f.csv:3: 1 cell where the header line has 2"),
    ("a,a\n", "f.csv:1: columns 1 and 2 are both called 'a'; rename one"),
    ("a,,c\n", "f.csv:1: column 2 has no name in the header line"),
    ("a\n\"x", "f.csv:2: a quoted cell is never closed"),
    ("a\n\"x\"y\n", "f.csv:2: text after a closing quote; write a quote inside a cell twice"),
  ])
  func problems(text: String, message: String) {
    #expect(stageError { _ = try parse(text) } == message)
  }

  @Test func writtenTablesReadBack() throws {
    let table = Table([
      .init("id", .text(["0051", "a\tb", "say \"x\"", ""])),
      .init("n", .integers([1, -2, 3, 4])),
      .init("x", .numbers([0.1, .nan, 1e300, -0.0])),
    ])
    let text = DelimitedText.write(table, separator: "\t")
    let back = try parse(text, "\t")
    #expect(back["id"] == table["id"])
    #expect(back["x"] == .text(["0.1", "n/a", "1e+300", "-0.0"]))
  }
}

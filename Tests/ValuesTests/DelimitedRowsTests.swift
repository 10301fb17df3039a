import Testing
import Values

@Suite struct DelimitedRowsTests {
  private func rows(_ text: String, _ separator: Character = ",") throws -> DelimitedRows {
    try DelimitedRows(Array(text.utf8), separator: separator.asciiValue ?? 0)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func quotesAndLineEnds(end: String) throws {
    let table = try rows(
      "\u{FEFF}\(end)a,é\(end)\"x, \"\"y\"\"\(end)z\",2\(end)\(end),\(end)\(end)")
    #expect(table.header.cells == ["a", "é"])
    #expect(table.rows.map(\.cells) == [["x, \"y\"\(end)z", "2"], ["", ""]])
    #expect(table.rows.map(\.line) == [3, 6])
  }

  @Test func emptyLinesOfOneColumnAreCells() throws {
    #expect(try rows("a\n1\n\n2\n\n").rows.map(\.cells) == [["1"], [""], ["2"]])
    #expect(try rows("a\n1\n\"\"\n\n").rows.map(\.cells) == [["1"], [""]])
  }

  @Test func columnsMayHaveNoName() throws {
    #expect(try rows("\ta\t\n0\t1\t\n", "\t").rows[0].cells == ["0", "1", ""])
  }

  @Test(arguments: [
    ("", nil, "is empty: it has no header line"), ("\n\n", nil, "is empty: it has no header line"),
    ("a,b\n1,2\n3\n", 3, "1 cell where the header line has 2"),
    ("a,b\n1,2\n\n1,2,3\n", 4, "3 cells where the header line has 2"),
    ("a,b,a\n", 1, "columns 1 and 3 are both called 'a'; rename one"),
    ("a\n\"x\ny", 2, "a quoted cell is never closed"),
    ("a\n\"x\ny\"z\n", 3, "text after a closing quote; write a quote inside a cell twice"),
  ])
  func refuses(text: String, line: Int?, message: String) {
    do {
      _ = try rows(text)
      Issue.record("accepted")
    } catch let failure as DelimitedRows.Failure {
      #expect(failure.line == line)
      #expect(failure.message == message)
    } catch {
      Issue.record("another error")
    }
  }
}

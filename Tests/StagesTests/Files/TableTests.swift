import PipelineKit
import Testing

@testable import Stages

struct TableTests {
  @Test func artifactsKeepTablesAsTheyAre() throws {
    let table = Table([
      .init("M/F", .text(["M", "F"])), .init("a%b", .integers([1, 2])),
      .init(".", .numbers([1, 2])),
    ])
    let artifact = Artifact.table(table)
    #expect(artifact.datasets.allSatisfy { !$0.name.contains("/") && $0.name != "." })
    #expect(try artifact.table() == table)
  }

  @Test func concatenationAddsAColumnForEachAxis() throws {
    let parts = [
      (
        Coordinates([.init("subject", "01"), .init("arithmetic", "ieee")]),
        Table([.init("mean", .integers([1])), .init("note", .text(["x"]))])
      ),
      (
        Coordinates([.init("subject", "02"), .init("arithmetic", "ieee")]),
        Table([.init("mean", .numbers([2.5]))])
      ),
    ].map { (coordinates: $0.0, table: $0.1) }
    let table = try Table.concatenating(parts)
    #expect(table.columns.map(\.name) == ["subject", "arithmetic", "mean", "note"])
    #expect(table["subject"] == .text(["01", "02"]))
    #expect(table["mean"] == .numbers([1, 2.5]))
    #expect(table["note"] == .text(["x", ""]))
  }

  @Test func axesAndColumnsMustAgree() throws {
    func part(_ cell: String) -> (coordinates: Coordinates, table: Table) {
      (Coordinates([.init("subject", "01")]), Table([.init("subject", .text([cell]))]))
    }
    #expect(try Table.concatenating([part("01")])["subject"] == .text(["01"]))
    #expect(stageError { _ = try Table.concatenating([part("02")]) }?.contains("'subject'") == true)
  }
}

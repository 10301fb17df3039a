import Foundation
@testable import PipelineKit
import Testing

@testable import Stages

/// The files behind tables, and the names of values in pages.
@Suite struct TableFileTests {
  private let table = Table([
    .init("arithmetic", .text(["ieee", "mca{precision=24}"])),
    .init("a & b", .text(["tab\there", "ü\"<>"])), .init("x", .numbers([0.1, .nan])),
  ])

  @Test func filesHaveAllDigits() throws {
    let address = try #require(TableFile.address(table))
    let text = address.dropFirst(TableFile.start.count).dropLast()
    #expect(
      String(text).removingPercentEncoding
        == "arithmetic\ta & b\tx\nieee\ttab here\t0.1\nmca{precision=24}\tü\"<>\tn/a\n")
    #expect(!text.contains("\"") && !text.contains("<") && !text.contains("&"))
  }

  @Test func largeFilesAreLeftOut() {
    let text = String(repeating: "x", count: 1000)
    let large = Table([.init("a", .text(Array(repeating: text, count: 9000)))])
    #expect(TableFile.address(large) == nil)
    #expect(ReportTable(large).html(caption: "").contains("too many for a page"))
  }

  /// Names stand in cells, in the file behind the table, in figures and in what is read in their place.
  @Test func namesStandWhereValuesDo() throws {
    let names = try #require(AxisNames(["arithmetic": ["mca{precision=24}": "mca & co"]]))
    let row = { (value: Double) in
      Table(["mean", "p5", "p25", "median", "p75", "p95"].map { .init($0, .numbers([value])) })
    }
    let page = try ReportTables.page(
      [:],
      [
        "bits": ReportTables.items([
          ([("arithmetic", "ieee")], row(24)), ([("arithmetic", "mca{precision=24}")], row(20)),
        ])
      ])
    let named = ReportNames(names).page(page)
    #expect(page.contains("mca{precision=24}</text>") && !named.contains("mca{precision=24}"))
    #expect(named.contains("<td>mca &amp; co</td>"))
    #expect(named.contains(">mca &amp; co</text>"))
    #expect(named.contains("<title>mca &amp; co: mean 20.00</title>"))
    #expect(named.contains("; mca &amp; co: median 20"))
    #expect(named.contains("%0Amca%20%26%20co%09"))
  }
}

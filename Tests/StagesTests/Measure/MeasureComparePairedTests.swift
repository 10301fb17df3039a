import Arithmetic
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct MeasureComparePairedTests {
  private static let families = ["seed", "weights", "rounding"]

  /// Least Dice of a family, a person and a region.
  private static func value(_ family: Int, _ person: Int, _ region: Int) -> Double {
    let stream = RandomStream(key: 2, stream: UInt64(100 * family + person))
    return 0.9 - 0.02 * Double(family * region) + 0.01 * stream.normal(UInt64(region))
      + 0.03 * RandomStream(key: 3, stream: 0).normal(UInt64(person))
  }

  private func items(people: Int = 8, families: Int = 3) -> [Inputs.Item] {
    (0..<families).flatMap { family in
      (0..<people).map { person in
        Inputs.Item(
          coordinates: Coordinates([
            .init("family", Self.families[family]), .init("subject", "\(person)"),
          ])
        ) {
          Table([
            .init("label", .integers([2, 17, 53])),
            .init("minimum", .numbers((0..<3).map { Self.value(family, person, $0) })),
          ]).artifact
        }
      }
    }
  }

  private func run(_ items: [Inputs.Item], _ values: [String: Value] = [:]) throws
    -> [String: Artifact]
  {
    try Running.run(
      MeasureComparePaired.self,
      ["compare": "family"].merging(values) { _, new in new }, ["tables": items])
  }

  /// All that was compared comes out as one table, for reports.
  @Test func whatIsComparedComesOutToo() throws {
    let table = try run(items(people: 2)).table("tables")
    #expect(table.columns.map(\.name) == ["family", "subject", "label", "minimum"])
    #expect(table.rowCount == 18)
    #expect(table.text("family")?[6] == "weights" && table.text("subject")?[3] == "1")
    #expect(table.numbers("minimum")?[7] == Self.value(1, 0, 1))
    let html = try ReportTables.page([:], ["regions": ReportTables.items([([], table)])])
    #expect(html.contains("2 · weights") && html.contains("Regions by families"))
    let tests = try ReportTables.page(
      [:], ["groups": ReportTables.items([([], try run(items()).table("regions"))])])
    #expect(tests.contains("17 · seed · rounding"))
  }

  @Test(.enabled(if: Python.isAvailable)) func testsAreThoseOfSciPyAndStatsmodels() throws {
    let rows = try run(items()).table("regions")
    #expect(rows.rowCount == 9)
    #expect(rows.text("first")?.prefix(3).allSatisfy { $0 == "seed" } == true)
    let values = (0..<3).map { family in
      (0..<3).map { region in (0..<8).map { Self.value(family, $0, region) } }
    }
    let pairs = [(0, 1), (0, 2), (1, 2)]
    let expected = try Python.numbers(
      """
      import numpy as np
      from scipy.stats import ttest_rel
      from statsmodels.stats.multitest import multipletests
      v = \(Python.array(values.flatMap { $0.flatMap { $0 } })).reshape(3, 3, 8)
      for a, b in \(pairs.map { [$0.0, $0.1] }):
        r = ttest_rel(v[a], v[b], axis=1)
        p = r.pvalue
        print(*r.statistic, *p, *multipletests(p, method="bonferroni")[1],
          *multipletests(p, method="holm")[1])
      """)
    for (pair, start) in zip(0..<3, stride(from: 0, to: 36, by: 12)) {
      for (place, name) in ["t", "p", "bonferroni", "holm"].enumerated() {
        let found = try #require(rows.numbers(name))[3 * pair..<3 * pair + 3]
        let right = expected[start + 3 * place..<start + 3 * place + 3]
        #expect(
          zip(found, right).allSatisfy { agree($0, $1, within: 1e-9) }, "\(name) of \(pairs[pair])")
      }
    }
    let summary = try run(items()).table("summary")
    #expect(summary.numbers("regions") == [3, 3, 3])
    #expect(summary.numbers("holm-higher")?[1] ?? 0 >= 1)
    #expect(summary.numbers("bonferroni-lower") == [0, 0, 0])
  }

  @Test func oneValueIsTheReference() throws {
    let rows = try run(items(), ["reference": "seed"]).table("regions")
    #expect(
      rows.text("first") == ["weights", "weights", "weights", "rounding", "rounding", "rounding"])
    #expect(rows.text("second")?.allSatisfy { $0 == "seed" } == true)
    #expect(
      stageError { _ = try run(items(), ["reference": "luck"]) }
        == "there is no 'luck' to compare with: there are 'seed', 'weights', 'rounding'")
    #expect(
      stageError { _ = try run(items(families: 1)) }
        == "there is one thing alone, 'seed': name several inputs, or with 'tables' the axis under 'compare'"
    )
    // An input each is the same.
    let own = Dictionary(grouping: items()) { $0.coordinates["family"] ?? "" }.mapValues { items in
      items.map { item in
        Inputs.Item(
          coordinates: Coordinates([.init("subject", item.coordinates["subject"] ?? "")])
        ) { try item.load() }
      }
    }
    let apart = try Running.run(MeasureComparePaired.self, ["reference": "seed"], own)
    #expect(try apart.table("regions").numbers("p")?.sorted() == rows.numbers("p")?.sorted())
    // All that was compared is put together for a report.
    for all in [try run(items()).table("tables"), try apart.table("tables")] {
      #expect(all.columns.map(\.name) == ["family", "subject", "label", "minimum"])
      #expect(all.rowCount == 3 * 8 * 3)
      let rows = (0..<all.rowCount).filter { row in
        all.text("family")?[row] == "rounding" && all.text("subject")?[row] == "4"
      }
      #expect(rows.map { all.numbers("minimum")?[$0] } == (0..<3).map { Self.value(2, 4, $0) })
    }
    // One person alone is no sample.
    let alone = try run(items(people: 1)).table("regions")
    #expect(
      alone.numbers("p")?.allSatisfy(\.isNaN) == true
        && alone["pairs"] == .integers([1, 1, 1, 1, 1, 1, 1, 1, 1]))
  }
}

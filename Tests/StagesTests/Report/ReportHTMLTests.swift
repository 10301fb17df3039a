import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct ReportHTMLTests {
  private let lineage = Lineage(
    versions: [.init("lastbit", "0.1.0")],
    stages: [
      .init(
        name: "aligned", kind: "register/affine", version: 1, jobs: 3,
        parameters: [.init("levels", [8, 4])],
        arithmetics: [
          .init(
            label: "random-rounding", jobs: 3, results: 2, executed: 2_000_000,
            perturbed: 1_234_567)
        ])
    ])

  private func page(
    _ values: [String: Value] = [:], arithmetic: String = "random-rounding"
  ) throws -> String {
    let head = Phantom.head(16)
    let samples = (0..<4).map {
      Artifact.volume(Phantom.jitter(head, bits: 12, seed: UInt64($0)))
    }
    let bits = try Running.run(
      MeasureSignificantBits.self, [:], ["samples": Running.many(samples)])
    let coordinates = Coordinates([.init("arithmetic", arithmetic)])
    func item(_ name: String) throws -> [Inputs.Item] {
      let artifact = try #require(bits[name])
      return [Inputs.Item(coordinates: coordinates) { artifact }]
    }
    let outputs = try Running.run(
      ReportHTML.self, values,
      [
        "bits": item("summary"), "map": item("bits"), "anatomy": Running.one(.volume(head)),
      ], lineage: lineage)
    let record = try #require(outputs["page"])
    return try #require(Document(record[attribute: "content"] ?? .null)).text
  }

  @Test func holdsFactsPlotTableAndMaps() throws {
    let page = try page(["title": "Bits of a ball"])
    for part in [
      "<title>Bits of a ball</title>",
      "1\u{202F}234\u{202F}567 operations of aligned under "
        + "random-rounding", "levels: [8, 4]", "lastbit 0.1.0", "<svg viewBox",
      "<td>random-rounding</td>", "sagittal, x = ", "prefers-color-scheme: dark", "@media print",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    // Three slices of the anatomy and of the map, and both whole.
    #expect(page.split(separator: "data:image/png;base64,").count == 9)
  }

  /// A table on two ports is in the page once, and the other section leads there.
  @Test func tablesAreThereOnce() throws {
    let table = Table([
      .init("regressor", .text(["ridge"])), .init("augmentation", .text(["none"])),
      .init("size", .integers([1])), .init("mae", .numbers([6.25])),
      .init("chance", .numbers([12])),
    ])
    let items = ReportTables.items([([("draw", "1")], table)])
    let other = ReportTables.items([([("draw", "2")], table)])
    let twice = try ReportTables.page(
      ["table-title": "The same"], ["age-errors": items, "table": items])
    #expect(twice.split(separator: "<div class=\"data\"").count == 2)
    #expect(twice.split(separator: "1%09ridge%09none").count == 2)
    #expect(twice.contains("<div class=\"data\" id=\"table-1\" data-decimals="))
    #expect(
      twice.contains(
        "<h2>The same</h2>\n<p>The same table as under <a href=\"#table-1\">Errors of predicted ages</a>.</p>"
      ))
    let apart = try ReportTables.page([:], ["age-errors": items, "table": other])
    #expect(apart.split(separator: "<div class=\"data\"").count == 3)
    #expect(apart.contains("id=\"table-2\"") && !apart.contains("The same table as"))
  }

  @Test func asksNothingOfTheNetwork() throws {
    let page = try page()
    for part in ["http://", "https://", "src=\"h", "<link", "@import", "url("] {
      #expect(!page.contains(part), "\(part)")
    }
  }

  @Test func sameInputsGiveTheSameBytes() throws {
    #expect(try page() == page())
  }

  @Test func markupInTextIsEscaped() throws {
    let page = try page(
      ["title": "<b>&\"x'", "about": "</p><script>alert(1)</script>"], arithmetic: "<i>a</i>")
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("<i>a</i>"))
    #expect(page.contains("<h1>&lt;b&gt;&amp;&quot;x&#39;</h1>"))
  }

  @Test func emptyAndForeignInputsAreErrors() {
    let empty = stageError { _ = try Running.run(ReportHTML.self, [:], [:]) }
    #expect(empty?.contains("the report is empty") == true)
    let foreign = Table([.init("x", .numbers([1]))])
    let wrong = stageError {
      _ = try Running.run(ReportHTML.self, [:], ["bits": Running.one(.table(foreign))])
    }
    #expect(wrong?.contains("summary of measure/significant-bits") == true)
  }

  @Test func manyRowsAreSummedUpByArithmetic() throws {
    let summaries = (0..<20).map { index in
      let subject = Coordinates([.init("subject", "\(index)"), .init("arithmetic", "ieee")])
      let bits = Double(10 + index % 5)
      let columns = ["mean", "p5", "p25", "median", "p75", "p95"].map { name in
        Table.Column(name, .numbers([bits]))
      }
      return Inputs.Item(coordinates: subject) { .table(Table(columns)) }
    }
    let outputs = try Running.run(ReportHTML.self, [:], ["bits": summaries])
    let html = try #require(Document(outputs["page"]?[attribute: "content"] ?? .null)).text
    #expect(html.split(separator: "class=\"box\"").count == 2)
    #expect(html.split(separator: "class=\"dot\"").count == 21)
  }

  @Test func regionsHaveBoxesAndEntropiesMaps() throws {
    let regions = ["01", "02", "03"].map { subject in
      let minima = subject == "01" ? [0.91, 0.98] : [0.93, 0.995]
      return Inputs.Item(coordinates: Coordinates([.init("subject", subject)])) {
        .table(
          Table([
            .init("label", .integers([31, 17])),
            .init("name", .text(["Left-choroid-plexus", "Left-Hippocampus"])),
            .init("minimum", .numbers(minima)), .init("mean", .numbers(minima)),
            .init("overlap", .numbers(minima)),
          ]))
      }
    }
    let head = Phantom.head(16)
    var entropies = [Double](repeating: 0, count: 16 * 16 * 16)
    entropies[2000] = 0.69
    entropies[2001] = 1.05
    let map = Volume(
      voxels: RealTensor(.binary32, shape: [16, 16, 16], entropies), affine: head.affine)
    let outputs = try Running.run(
      ReportHTML.self, [:],
      [
        "regions": regions, "entropy": Running.one(.volume(map)),
        "anatomy": Running.one(.volume(head)),
      ])
    let html = try #require(Document(outputs["page"]?[attribute: "content"] ?? .null)).text
    #expect(html.split(separator: "class=\"box\"").count == 3)
    #expect(html.split(separator: "class=\"dot\"").count == 7)
    // The worst region first.
    let plexus = try #require(html.firstRange(of: "Left-choroid-plexus"))
    let hippocampus = try #require(html.firstRange(of: "Left-Hippocampus"))
    #expect(plexus.lowerBound < hippocampus.lowerBound)
    #expect(html.contains("Map of entropy") && html.contains("entropy, nats"))
    #expect(html.split(separator: "data:image/png;base64,").count == 9)
    let foreign = stageError {
      _ = try Running.run(
        ReportHTML.self, [:],
        ["regions": Running.one(.table(Table([.init("x", .numbers([1]))])))])
    }
    #expect(foreign?.contains("connect its port 'labels'") == true)
  }
}

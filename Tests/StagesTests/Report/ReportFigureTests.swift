import Foundation
import PipelineKit
import Support
import Testing

@testable import Stages

/// Figures that leave on their own.
@Suite struct ReportFigureTests {
  private let table = Table([
    .init("region", .text(["a", "a", "b", "b"])), .init("family", .text(["x", "y", "x", "y"])),
    .init("n", .integers([1, 2, 1, 2])), .init("mae", .numbers([4, 3, 6, 5])),
    .init("low", .numbers([3, 2, 5, 4])), .init("high", .numbers([5, 4, 7, 6])),
  ])

  private func svg(_ values: [String: Value]) throws -> String {
    let outputs = try Running.run(ReportFigure.self, values, ["table": Running.one(.table(table))])
    return try #require(Drawing(outputs["figure"]?[attribute: "content"] ?? .null)).text
  }

  @Test(arguments: [
    ("boxes", "Box plots of mae"), ("violins", "Violin plots of mae"),
    ("intervals", "a: 4, 3 to 5"), ("lines", "a: 4 (3 to 5) at 1, 3 (2 to 4) at 2"),
    ("scatter", "Scatter of mae"), ("bland-altman", "mean difference 3"),
    ("quantiles", "Normal quantile plot"), ("histogram", "Histogram of mae"),
    ("heat-map", "a · x: 4.00; a · y: 3.00; b · x: 6.00; b · y: 5.00."),
  ])
  func allFigures(shape: String, words: String) throws {
    var values: [String: Value] = [
      "figure": .string(shape), "x": "n", "y": "mae", "label": ["region"], "title": "A <title>",
    ]
    if shape == "heat-map" || shape == "histogram" { values["series"] = ["family"] }
    if shape == "lines" { values["series"] = ["region"] }
    if shape == "lines" || shape == "intervals" {
      (values["low"], values["high"]) = ("low", "high")
    }
    let svg = try svg(values)
    #expect(svg.hasPrefix("<?xml") && svg.contains("<title>A &lt;title&gt;</title>"))
    #expect(svg.contains(words), "\(svg.prefix(600))")
  }

  @Test func leavesAsItsOwnFile() throws {
    let outputs = try Running.run(
      ReportFigure.self, ["figure": "boxes", "y": "mae", "label": ["region"]],
      ["table": Running.one(.table(table))])
    let artifact = try #require(outputs["figure"])
    let folder = try TemporaryFolder()
    try RecordType.write(artifact, to: folder.path + "/figure.svg", description: "")
    let text = try String(contentsOfFile: folder.path + "/figure.svg", encoding: .utf8)
    #expect(text.contains("</svg>"))
    let other = stageError {
      try RecordType.write(
        .record(["a": 1]), to: folder.path + "/figure.svg", description: "")
    }
    #expect(other?.contains("the record holds no figure; export it as .json") == true)
  }

  @Test func wrongColumnsAreErrors() {
    let missing = stageError { _ = try svg(["figure": "boxes", "y": "error"]) }
    #expect(
      missing?.contains("no column 'error' of numbers; it has 'n'") == true, "\(missing ?? "")")
    let label = stageError { _ = try svg(["figure": "boxes", "y": "mae", "label": ["group"]]) }
    #expect(label?.contains("no column or axis 'group'") == true, "\(label ?? "")")
    #expect(throws: ParameterError.self) { _ = try svg(["figure": "lines", "y": "mae"]) }
    #expect(throws: ParameterError.self) { _ = try svg(["figure": "heat-map", "y": "mae"]) }
  }
}

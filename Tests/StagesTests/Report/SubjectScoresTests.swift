import PipelineKit
import Testing

@testable import Stages

@Suite struct SubjectScoresTests {
  /// scipy.stats.median_abs_deviation(x, scale = "normal"): median 3, MAD 1, so 9 is at 6 / 1.4826.
  @Test func scoresAreRobust() {
    let z = RobustScores.scores([1, 2, 3, 4, 9, .nan])
    #expect(abs(z[4] - 6 / 1.482602218505602) < 1e-12)
    #expect(z[2] == 0 && z[5].isNaN)
    #expect(RobustScores.scores([1, 1, 1, 5]).allSatisfy { $0.isNaN })
    #expect(RobustScores.scores([1, 2]).allSatisfy { $0.isNaN })
  }

  private let volumes = Table([
    .init("subject", .text(["a", "a", "b", "b", "c", "c", "d", "d"])),
    .init("label", .integers([17, 18, 17, 18, 17, 18, 17, 18])),
    .init("name", .text(Array(repeating: ["Hippocampus", "Amygdala"], count: 4).flatMap { $0 })),
    .init("volume", .numbers([100, 10, 101, 11, 102, 12, 20, 13])),
  ])

  @Test func outliersComeFirst() throws {
    let scores = try #require(
      SubjectScores(volumes, subject: "subject", chosen: [], axes: ["subject"]))
    #expect(scores.subjects.map(\.name).first == "d")
    #expect(scores.measures == 2 && scores.equal == 0)
    let worst = try #require(scores.subjects.first)
    #expect(worst.outside == 1)
    #expect(worst.scores.first?.measure == "Hippocampus")
    #expect(worst.scores.first?.value == 20 && worst.scores.first?.median == 100.5)
    #expect(SubjectScores(volumes, subject: "person", chosen: [], axes: []) == nil)
  }

  @Test func eachSubjectIsAClickAway() throws {
    let page = try ReportTables.page(
      ["subject-pages": "{subject}/report.html"], ["subjects": Running.one(.table(volumes))])
    #expect(page.contains("<td><a href=\"#subject-d\">d</a></td>"))
    #expect(page.contains("<section class=\"subject\" id=\"subject-d\">"))
    #expect(page.contains("<a href=\"d/report.html\">The page of this subject</a>"))
    #expect(page.contains("4 subjects, 2 numbers each; 1 have a number"))
  }

  /// 500 subjects of 95 regions are a page that opens.
  @Test func largeGroupsStaySmall() throws {
    var (subjects, names, values): ([String], [String], [Double]) = ([], [], [])
    for subject in 0..<500 {
      for region in 0..<95 {
        subjects.append("sub-\(subject)")
        names.append("ctx-lh-region-number-\(region)")
        values.append(Double((subject * 7919 + region * 104_729) % 1000) / 1000 + 1000 / 3)
      }
    }
    let table = Table([
      .init("subject", .text(subjects)), .init("name", .text(names)),
      .init("minimum", .numbers(values)), .init("mean", .numbers(values)),
    ])
    let item = Running.one(.table(table))
    let page = try ReportTables.page([:], ["subjects": item, "table": item, "regions": item])
    #expect(page.utf8.count < 15 << 20, "\(page.utf8.count)")
  }
}

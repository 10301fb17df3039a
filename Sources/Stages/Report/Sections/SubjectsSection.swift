import Figures
import PipelineKit

/// All subjects of a group, those that lie farthest from the others first, and what of each is odd.
struct SubjectsSection: ReportSection {
  static let subjects = Input<Many<Table>?>(
    "subjects",
    "Any tables with a column or an axis of subjects, such as those of measure/volumes or measure/dice: "
      + "outliers first.")
  static let column = Parameter(
    "subject", .string, default: "subject",
    "The column or axis with subjects, for the input `subjects`.")
  static let numbers = Parameter(
    "subject-numbers", .list(of: .string), default: [],
    "Columns to look for outliers in; all with measured numbers where the list is empty.")
  static let pages = Parameter(
    "subject-pages", .string, default: "",
    "Where each subject's own page lies from this one, `{subject}` standing for its name: "
      + "`{subject}/report.html`; none where it is empty.")
  static let inputs = list(subjects)
  static let parameters = list(column, numbers, pages)

  /// Subjects that get a part of their own, and numbers in it.
  private static let mostSubjects = 1000
  private static let mostScores = 8

  private let column: String
  private let numbers: [String]
  private let pages: String

  init(_ values: ParameterValues) {
    column = values[Self.column]
    numbers = values[Self.numbers]
    pages = values[Self.pages]
  }

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.subjects].map({ try JoinedTables($0) }) else { return nil }
    guard
      let scores = SubjectScores(
        joined.table, subject: column, chosen: numbers, axes: joined.axes)
    else {
      throw StageError(
        "the report's tables of subjects have no column or axis '\(column)'; name the axis under `over`, or "
          + "another column by the parameter `subject`")
    }
    let odd = scores.subjects.count { $0.outside > 0 }
    let equal =
      scores.equal == 0
      ? ""
      : " In \(scores.equal) of \(scores.measures) numbers more than half of the subjects are equal, or there "
        + "are fewer than three: they have no z."
    let table = Table([
      .init(column, .text(scores.subjects.map(\.name))),
      .init("outside", .integers(scores.subjects.map(\.outside))),
      .init("farthest z", .numbers(scores.subjects.map { $0.scores.first?.z ?? .nan })),
      .init("in", .text(scores.subjects.map { $0.scores.first?.measure ?? "–" })),
      .init("value", .numbers(scores.subjects.map { $0.scores.first?.value ?? .nan })),
      .init("median of all", .numbers(scores.subjects.map { $0.scores.first?.median ?? .nan })),
    ])
    let shown = scores.subjects.prefix(Self.mostSubjects)
    return
      "<h2 id=\"subjects\">Subjects</h2>\n<p>\(scores.subjects.count) subjects, \(scores.measures) numbers "
      + "each; \(odd) have a number with a robust z (distance from the median in 1.4826 median absolute "
      + "distances) beyond \(NumberText.fixed(SubjectScores.limit, 1)).\(equal)</p>\n"
      + ReportTable(
        table, textColumns: [column], link: .init(column: column, address: "#subject-{}")
      ).html(caption: "Subjects, outliers first; a name leads to what is odd.", name: "subjects")
      + "<details open>\n<summary>Each subject</summary>\n" + shown.map(part).joined()
      + "</details>\n"
  }

  private func part(_ subject: SubjectScores.Subject) -> String {
    let page =
      pages.isEmpty
      ? ""
      : "<p><a href=\"\(HTML.escape(Self.address(pages, subject.name)))\">The page of this subject</a></p>\n"
    let rows = subject.scores.prefix(Self.mostScores).map { score in
      [
        score.measure, NumberText.short(score.value), NumberText.short(score.median),
        NumberText.fixed(score.z, 1),
      ]
    }
    return
      "<section class=\"subject\" id=\"subject-\(HTML.escape(subject.name))\">\n<h3>\(HTML.escape(subject.name))</h3>\n\(page)"
      + HTML.table(
        header: ["number", "value", "median of all", "z"], rows: Array(rows),
        isNumber: [false, true, true, true],
        caption: "The \(rows.count) of \(subject.scores.count) numbers that lie farthest.")
      + "<p><a href=\"#subjects\">All subjects</a></p>\n</section>\n"
  }

  /// The pattern with the subject's name, as an address has it.
  private static func address(_ pattern: String, _ name: String) -> String {
    pattern.split(separator: "{subject}", omittingEmptySubsequences: false).joined(
      separator: TableFile.encoded(name))
  }
}

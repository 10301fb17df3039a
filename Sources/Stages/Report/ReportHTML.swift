import Figures
import PipelineKit

/// One self-contained HTML page about what a perturbation moved: facts, plots, tables and maps.
struct ReportHTML: Stage {
  static let kind = "report/html"
  static let version = 8
  static let summary = "One self-contained HTML page: the run, plots, tables and maps of the brain."
  static let source = "Box plots as in Tukey (1977); colours viridis (van der Walt and Smith 2015)."
  static let usesArithmetic = false
  static let usesLineage = true

  static let page = Output<Document>(
    "page", "The page: `format: html` and `text`; export it as `.html`.")
  static let title = Parameter(
    "title", .string, default: "", "Heading; the manifest's name where it is empty.")
  static let about = Parameter(
    "about", .string, default: "", "A paragraph under the heading, as plain text.")
  static let grids = [SharedGrid("entropy"), SharedGrid("map", "anatomy"), SharedGrid("labels")]

  /// Those of the sections; some share one.
  static let inputs = reportSections.flatMap { $0.inputs }.reduce(into: [Port]()) { ports, port in
    if !ports.contains(where: { $0.name == port.name }) { ports.append(port) }
  }
  static let outputs = list(page)
  static let parameters = list(title, about) + reportSections.flatMap { $0.parameters }

  private let title: String
  private let about: String
  private let sections: [any ReportSection]

  init(_ values: ParameterValues) { self.init(values, sections: reportSections) }

  /// A report of some sections.
  init(_ values: ParameterValues, sections: [any ReportSection.Type]) {
    title = values[Self.title]
    about = values[Self.about]
    self.sections = sections.map { $0.init(values) }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var body = ""
    var tables = PageTables()
    var isEmpty = true
    for (index, section) in sections.enumerated() {
      if let html = try section.html(inputs, context.job) {
        body += tables.once(html)
        // What there is without anything connected is no report.
        if !type(of: section).inputs.isEmpty { isEmpty = false }
      }
      try context.progress(Double(index + 1) / Double(sections.count))
    }
    guard !isEmpty else {
      throw StageError("the report is empty; connect at least one of its inputs")
    }
    let page = page(title.isEmpty ? context.job.manifest : title, body)
    return [Self.page(Document(html: page))]
  }

  private func page(_ title: String, _ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
    style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <title>\(HTML.escape(title))</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    <h1>\(HTML.escape(title))</h1>
    \(about.isEmpty ? "" : "<p class=\"lead\">\(HTML.escape(about))</p>\n")\
    \(body)\
    <footer>Made by lastbit. The page holds everything it shows and asks nothing of the network; \
    the same inputs give the same bytes, but for the section on provenance.</footer>
    </main>
    <script>
    \(ReportScript.text)
    </script>
    </body>
    </html>

    """
  }
}

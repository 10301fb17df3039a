import Arithmetic
import Imaging
import PipelineKit

/// One self-contained HTML page about what a perturbation moved: facts, plots, tables and maps.
struct ReportHTML: Stage {
  static let kind = "report/html"
  static let version = 3
  static let summary = "One self-contained HTML page: the run, plots, tables and maps of the brain."
  static let source = "Box plots as in Tukey (1977); colours viridis (van der Walt and Smith 2015)."
  static let usesArithmetic = false
  static let usesLineage = true

  static let inputs = [
    Port(
      "bits", .table, "Summaries of measure/significant-bits for images or fields.",
      optional: true, many: true),
    Port(
      "transform-bits", .table, "Summaries of measure/significant-bits for transforms.",
      optional: true, many: true),
    Port("overlap", .table, "Summaries of measure/dice.", optional: true, many: true),
    Port(
      "regions", .table, "Label tables of measure/dice: a box plot of minima by region.",
      optional: true, many: true),
    Port(
      "entropy", .volume, "Maps of measure/entropy, all on one grid, one row of slices each.",
      optional: true, many: true),
    Port(
      "map", .volume, "Maps of significant bits, all on one grid, one row of slices each.",
      optional: true, many: true),
    Port("anatomy", .volume, "The brain under the maps, on their grid.", optional: true),
    Port("table", .table, "Any other table to show.", optional: true, many: true),
  ]
  static let outputs = [
    Port("page", .record, "The page: `format: html` and `text`; export it as `.html`.")
  ]
  static let parameters = [
    Parameter("title", .string, default: "", "Heading; the manifest's name where it is empty."),
    Parameter("about", .string, default: "", "A paragraph under the heading, as plain text."),
    Parameter("table-title", .string, default: "Table", "Heading over the input `table`."),
  ]

  /// Maps shown; more would make a page that no browser likes.
  private static let mostMaps = 12

  private let title: String
  private let about: String
  private let tableTitle: String

  init(_ values: ParameterValues) {
    title = values.string("title")
    about = values.string("about")
    tableTitle = values.string("table-title")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var body = ""
    if let (table, axes) = try ReportHTML.tables(inputs, "bits") {
      body += try BitsSection(
        title: "Significant bits of the image", subject: "voxels", table: table, axes: axes
      ).html()
    }
    if let (maps, anatomy, grid, left) = try maps(inputs, "map", of: "significant bits") {
      body +=
        try "<h2>Map of significant bits</h2>\n" + left
        + SliceFigure(maps: maps, anatomy: anatomy, grid: grid).html()
    }
    try context.progress(0.5)
    if let (table, axes) = try ReportHTML.tables(inputs, "transform-bits") {
      body += try BitsSection(
        title: "Significant bits of the transform", subject: "entries of the matrix", table: table,
        axes: axes
      ).html()
    }
    if let (table, axes) = try ReportHTML.tables(inputs, "overlap") {
      body += "<h2>Overlap of labels</h2>\n"
      body += TableSection(table, textColumns: axes).html(
        caption: "Dice coefficients of the labels between samples: 1 is the same, 0 is apart.")
    }
    if let (table, axes) = try ReportHTML.tables(inputs, "regions") {
      body += try RegionSection(table, axes: axes).html()
    }
    if let (maps, anatomy, grid, left) = try maps(inputs, "entropy", of: "entropy") {
      body +=
        try "<h2>Map of entropy</h2>\n" + left
        + SliceFigure(entropies: maps, anatomy: anatomy, grid: grid).html()
    }
    if let (table, axes) = try ReportHTML.tables(inputs, "table") {
      body += "<h2>\(HTML.escape(tableTitle))</h2>\n"
      body += TableSection(table, textColumns: axes).html(caption: "")
    }
    guard !body.isEmpty else {
      throw StageError("the report is empty; connect at least one of its inputs")
    }
    let page = page(title.isEmpty ? context.job.manifest : title, body, context.job)
    return ["page": .record(Document(html: page).content)]
  }

  private func page(_ title: String, _ body: String, _ job: JobFacts) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
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
    \(FactsSection(job: job).html())\
    <footer>Made by lastbit. The page holds everything it shows and asks nothing of the network; \
    the same inputs give the same bytes.</footer>
    </main>
    </body>
    </html>

    """
  }

  /// The maps on a port, the anatomy on their grid, the grid, and a word on maps that are left out.
  private func maps(_ inputs: Inputs, _ port: String, of quantity: String) throws
    -> (maps: [SliceFigure.Map], anatomy: [Double]?, grid: Grid, left: String)?
  {
    let items = inputs.many(port)
    guard let first = items.first else { return nil }
    let grid = try Grid(of: first.load(), name: "the map")
    let maps = try items.prefix(Self.mostMaps).map { item -> SliceFigure.Map in
      let name = "the map at \(item.coordinates)"
      let artifact = try item.load()
      try Grid(of: artifact, name: name).requireSame(
        as: grid, name: name, otherName: "the first map")
      let label = item.coordinates.entries.map(\.value).joined(separator: " · ")
      return .init(
        label: label.isEmpty ? quantity : label,
        values: try artifact.volume(name: name).voxels.doubles)
    }
    var anatomy: [Double]?
    if let artifact = try inputs.optional("anatomy") {
      try Grid(of: artifact, name: "the anatomy").requireSame(
        as: grid, name: "the anatomy", otherName: "the map")
      anatomy = try artifact.volume(name: "the anatomy").voxels.doubles
    }
    let left =
      items.count > maps.count
      ? "<p>The first \(maps.count) of \(items.count) maps are shown.</p>\n" : ""
    return (maps, anatomy, grid, left)
  }

  /// All tables of a port as one, with the names of the axes that became its first columns.
  private static func tables(_ inputs: Inputs, _ port: String) throws -> (Table, [String])? {
    let items = inputs.many(port)
    guard !items.isEmpty else { return nil }
    let parts = try items.map { (coordinates: $0.coordinates, table: try $0.load().table()) }
    var axes: [String] = []
    for entry in parts.flatMap(\.coordinates.entries) where !axes.contains(entry.axis) {
      axes.append(entry.axis)
    }
    return (try Table.concatenating(parts), axes)
  }
}

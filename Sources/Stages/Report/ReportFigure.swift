import Figures
import PipelineKit
import Statistics

/// One figure of a table, as a file of its own.
struct ReportFigure: Stage {
  static let kind = "report/figure"
  static let version = 2
  static let summary = "One figure of a table, exported as SVG or PNG."
  static let source =
    "Tukey (1977), Silverman (1986, eq. 3.31), Bland and Altman (1986); colours after Okabe and Ito (2008) and "
    + "viridis. PNG by librsvg, which is loaded when a figure is exported as one."
  static let usesArithmetic = false

  static let table = Input<Many<Table>>("table", "Any tables, along the axes under `over`.")
  static let figure = Output<Drawing>(
    "figure", "The figure: `format: svg` and `text`; export it as `.svg` or `.png`.")
  static let shape = Parameter(
    "figure", .choice(Shape.self),
    "`boxes`, `violins`, `intervals` (a row for each of `label`); `lines` (one for each of `series`); `scatter`, "
      + "`bland-altman` (x and y of the same unit); `quantiles`, `histogram` (of y); `heat-map` (`label` by `series`)."
  )
  static let x = Parameter("x", .string, default: "", "The column along the horizontal axis.")
  static let y = Parameter("y", .string, "The column with the numbers.")
  static let low = Parameter(
    "low", .string, default: "", "The column with the lower ends of intervals, where there is one.")
  static let high = Parameter("high", .string, default: "", "The same of the upper ends.")
  static let label = Parameter(
    "label", .list(of: .string), default: [], "Columns and axes that name rows.")
  static let series = Parameter(
    "series", .list(of: .string), default: [], "Columns and axes that tell lines or columns apart.")
  static let title = Parameter("title", .string, default: "", "Above the figure.")
  static let xTitle = Parameter(
    "x-title", .string, default: "",
    "Of the horizontal axis, with its unit; the column's name by default.")
  static let yTitle = Parameter(
    "y-title", .string, default: "",
    "What the numbers are, with their unit; the column's name by default.")

  static let inputs = list(table)
  static let outputs = list(figure)
  static let parameters = list(
    shape, x, y, low, high, label, series, title, xTitle, yTitle)

  enum Shape: String, CaseIterable {
    case boxes, violins, intervals, lines, scatter
    case blandAltman = "bland-altman"
    case quantiles, histogram
    case heatMap = "heat-map"
  }

  /// Rows of a figure; more are an error, as nobody could read them.
  private static let mostRows = 400

  private let values: ParameterValues
  private let shape: Shape

  init(_ values: ParameterValues) throws {
    self.values = values
    shape = values[Self.shape]
    let needsX: Set<Shape> = [.lines, .scatter, .blandAltman]
    if needsX.contains(shape), values[Self.x].isEmpty {
      throw ParameterError(
        Self.x, "figure '\(shape.rawValue)' needs the parameter `x`, a column's name")
    }
    if shape == .heatMap, values[Self.label].isEmpty || values[Self.series].isEmpty {
      throw ParameterError(
        Self.label,
        "figure 'heat-map' needs the parameters `label` and `series`, columns of its rows and columns"
      )
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let table = try JoinedTables(try inputs[Self.table]).table
    let figure = try figure(table)
    return [Self.figure(Drawing(svg: figure.document(title: values[Self.title])))]
  }

  private func numbers(_ table: Table, _ column: String) throws -> [Double] {
    // Axes are text, and those of counts are numbers all the same.
    let text = table.text(column)?.map { Double($0) ?? .nan }
    guard
      let numbers = table.numbers(column)
        ?? text.flatMap({ $0.contains(where: \.isNaN) ? nil : $0 })
    else {
      let known = table.columns.filter { !$0.cells.isText }.map { quoted($0.name) }
      throw StageError(
        "the table has no column \(quoted(column)) of numbers; it has \(Listing.text(known))")
    }
    return numbers
  }

  /// Rows by what some columns hold, those that do not vary too.
  private func groups(_ table: Table, _ columns: [String]) throws -> [SeriesOfRows.Series] {
    for column in columns where table[column] == nil {
      throw StageError(
        "the table has no column or axis \(quoted(column)); it has "
          + Listing.text(table.columns.map { quoted($0.name) }))
    }
    let groups = SeriesOfRows(table, by: columns).all
    guard groups.count <= Self.mostRows else {
      throw StageError(
        "the figure would have \(groups.count) rows or series, of which nobody could read more than "
          + "\(Self.mostRows); name fewer columns")
    }
    return groups
  }

  private func figure(_ table: Table) throws -> any Figure {
    let y = try numbers(table, values[Self.y])
    let name = values[Self.yTitle].isEmpty ? values[Self.y] : values[Self.yTitle]
    switch shape {
    case .boxes, .violins, .intervals: return try rows(table, y, name)
    case .lines: return try lines(table, y, name)
    case .scatter, .blandAltman: return try pairs(table, y, name)
    case .quantiles: return QuantilePlot(name, values: y)
    case .histogram: return try histogram(table, y, name)
    case .heatMap: return try heatMap(table, y, name)
    }
  }

  private func rows(_ table: Table, _ y: [Double], _ name: String) throws -> any Figure {
    let groups = try groups(table, values[Self.label])
    func label(_ group: SeriesOfRows.Series) -> String { group.label.isEmpty ? "all" : group.label }
    if shape == .intervals {
      let low = values[Self.low].isEmpty ? nil : try numbers(table, values[Self.low])
      let high = values[Self.high].isEmpty ? nil : try numbers(table, values[Self.high])
      let rows = groups.flatMap { group in
        group.rows.map {
          IntervalPlot.Row(
            label: label(group), value: y[$0], low: low?[$0] ?? .nan, high: high?[$0] ?? .nan)
        }
      }
      guard rows.count <= Self.mostRows else {
        throw StageError(
          "the figure would have \(rows.count) rows, of which nobody could read more than \(Self.mostRows)"
        )
      }
      return IntervalPlot(name, rows: rows)
    }
    let axis = Axis(name, covering: y)
    // Numbers at round ticks, which the axis has found.
    let quantity = PlotQuantity(
      name: name,
      decimals: axis.ticks.first?.text.split(separator: ".").dropFirst().first?.count ?? 0)
    if shape == .violins {
      return ViolinPlot(
        quantity: quantity,
        rows: groups.map { group in .init(label: label(group), values: group.rows.map { y[$0] }) },
        lower: axis.low, upper: axis.high)
    }
    return BoxPlot(
      quantity: quantity,
      rows: groups.compactMap { group in
        let own = group.rows.map { y[$0] }.filter(\.isFinite).sorted()
        return Distribution(own).map { .init(label: label(group), box: .init($0), points: own) }
      }, lower: axis.low, upper: axis.high, rowHeight: 26)
  }

  private func lines(_ table: Table, _ y: [Double], _ name: String) throws -> any Figure {
    let x = try numbers(table, values[Self.x])
    let low = values[Self.low].isEmpty ? nil : try numbers(table, values[Self.low])
    let high = values[Self.high].isEmpty ? nil : try numbers(table, values[Self.high])
    let groups = try groups(table, values[Self.series])
    return LinePlot(
      x: xTitle, y: name,
      series: groups.map { group in
        .init(
          group.label,
          group.rows.map { .init(x[$0], y[$0], low: low?[$0] ?? .nan, high: high?[$0] ?? .nan) })
      })
  }

  private var xTitle: String {
    values[Self.xTitle].isEmpty ? values[Self.x] : values[Self.xTitle]
  }

  private func pairs(_ table: Table, _ y: [Double], _ name: String) throws -> any Figure {
    let x = try numbers(table, values[Self.x])
    if shape == .scatter {
      return ScatterPlot(x: xTitle, y: name, points: zip(x, y).map { ($0, $1) })
    }
    return BlandAltmanPlot(
      pairs: zip(x, y).map { (first: $0, second: $1) }, mean: "mean of \(xTitle) and \(name)",
      difference: "\(name) less \(xTitle)")
  }

  private func histogram(_ table: Table, _ y: [Double], _ name: String) throws -> any Figure {
    let axis = Axis(name, covering: y, atMost: 40)
    let width =
      axis.ticks.count > 1 ? axis.ticks[1].value - axis.ticks[0].value : axis.high - axis.low
    let bins = max(1, Int(((axis.high - axis.low) / width).rounded()))
    let groups = try groups(table, values[Self.series])
    return Histogram(
      name, of: "rows", lower: axis.low, width: width,
      series: groups.map { group in
        var counts = [Int](repeating: 0, count: bins)
        for row in group.rows where y[row].isFinite {
          counts[min(max(Int((y[row] - axis.low) / width), 0), bins - 1)] += 1
        }
        return .init(group.label, counts)
      })
  }

  private func heatMap(_ table: Table, _ y: [Double], _ name: String) throws -> any Figure {
    let rows = try groups(table, values[Self.label])
    let columns = try groups(table, values[Self.series])
    guard columns.count <= 40 else {
      throw StageError("the heat map would have \(columns.count) columns, and has room for 40")
    }
    var column = [Int](repeating: 0, count: table.rowCount)
    for (place, group) in columns.enumerated() { for row in group.rows { column[row] = place } }
    let means = rows.map { group -> [Double] in
      var sums = [(sum: Double, count: Double)](repeating: (0, 0), count: columns.count)
      for row in group.rows where y[row].isFinite {
        sums[column[row]].sum += y[row]
        sums[column[row]].count += 1
      }
      return sums.map { $0.count > 0 ? $0.sum / $0.count : .nan }
    }
    return HeatMap(name, rows: rows.map(\.label), columns: columns.map(\.label), values: means)
  }
}

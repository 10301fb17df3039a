import Statistics
import Testing

@testable import Figures

/// Figures with a row for each of many things.
@Suite struct RowFigureTests {
  @Test func boxesLieWhereTheirNumbersAre() throws {
    let box = BoxPlot.Box(p5: 3, p25: 6, median: 12, p75: 18, p95: 24, mean: 13)
    let plot = BoxPlot(
      quantity: .bits, rows: [.init(label: "a", box: box, points: [0, 24], mark: "**")], lower: 0,
      upper: 24)
    let drawing = Drawing(plot.marks)
    let axis = try #require(drawing.all("line", "axis").first)
    func x(_ value: Double) -> Double {
      axis.number("x1") + value / 24 * (axis.number("x2") - axis.number("x1"))
    }
    let rectangle = try #require(drawing.all("rect", "box").first)
    #expect(abs(rectangle.number("x") - x(6)) < 0.02)
    #expect(abs(rectangle.number("width") - (x(18) - x(6))) < 0.02)
    #expect(abs(try #require(drawing.all("line", "median").first).number("x1") - x(12)) < 0.02)
    #expect(abs(try #require(drawing.all("circle", "point").first).number("cx") - x(13)) < 0.02)
    let dots = drawing.all("circle", "dot").map { $0.number("cx") }
    #expect(abs(dots[0] - x(0)) < 0.02 && abs(dots[1] - x(24)) < 0.02)
    #expect(drawing.texts.contains { $0.text == "13.00 **" })
    #expect(
      plot.alternative
        == "Box plots of significant bits, from 0 to 24, 1 rows. a: median 12, middle half 6 to 18, mean 13.00, n 2, significance **."
    )
  }

  /// The name of a region is whole however long, and has room.
  @Test func labelsAreWhole() throws {
    let box = BoxPlot.Box(p5: 0.9, p25: 0.9, median: 0.9, p75: 0.9, p95: 0.9, mean: 0.9)
    for label in [
      "x", "ctx-lh-caudalanteriorcingulate · random-rounding",
      String(repeating: "Left-Inferior-Lateral-Ventricle ", count: 4),
    ] {
      let drawing = Drawing(
        BoxPlot(quantity: .dice, rows: [.init(label: label, box: box)], lower: 0, upper: 1).marks)
      let text = try #require(drawing.texts.first { $0.kind == "label" })
      #expect(text.text == label)
      let element = try #require(drawing.all("text", "label").first)
      let room = element.number("x")
      #expect(SVG.width(of: label) <= room || element.number("textLength") <= room)
    }
  }

  /// scipy.stats.gaussian_kde([1, 2, 2.5, 3, 7], bw_method = h / sd) at 1, 4 and 7, with Silverman's h.
  @Test func violinsAreDensities() {
    let density = ViolinPlot.density([1, 2, 2.5, 3, 7])
    #expect(density.count == 65)
    #expect(density.first?.value == 1 && density.last?.value == 7)
    for (place, expected) in [
      (0, 0.18582595616122813), (32, 0.020818526695599974), (64, 0.16500743091147685),
    ] {
      #expect(abs(density[place].density - expected) < 1e-12)
    }
    #expect(ViolinPlot.density([1, 2, 3, 4]).isEmpty)
    #expect(ViolinPlot.density([2, 2, 2, 2, 2]).isEmpty)
  }

  @Test func intervalsAndReference() throws {
    let plot = IntervalPlot(
      "difference, years",
      rows: [
        .init(label: "a", value: -1, low: -2, high: 0, mark: "*"), .init(label: "b", value: 1),
        .init(label: "c", value: .nan),
      ], reference: 0)
    #expect(plot.rows.count == 2)
    let drawing = Drawing(plot.marks)
    let reference = try #require(drawing.all("line", "reference").first).number("x1")
    let points = drawing.all("circle", "point").map { $0.number("cx") }
    #expect(points[0] < reference && points[1] > reference)
    #expect(abs((points[0] + points[1]) / 2 - reference) < 0.02)
    #expect(drawing.all("line", "whisker").count == 3)
  }

  @Test func stars() {
    #expect(
      [0.0001, 0.005, 0.04, 0.05, .nan].map(SignificanceMark.stars) == ["***", "**", "*", "", ""])
  }

  @Test func heatMapsHaveTheirNumbersAndColours() throws {
    let map = HeatMap(
      "Dice", rows: ["a", "b"], columns: ["x", "y"], values: [[0, 0.5], [.nan, 1]],
      range: (0, 1))
    #expect(ColourScale.hexadecimal(map.colour(0)) == "#440154")
    let cells = Drawing(map.marks).all("rect", "cell").filter { $0.number("width") == 73 }
    #expect(cells.map { $0.attributes["fill"] } == ["#440154", "#21918c", "#fde725"])
    #expect(
      cells[0].number("y") == cells[1].number("y") && cells[0].number("x") < cells[1].number("x"))
    #expect(
      cells[2].number("x") == cells[1].number("x") && cells[2].number("y") > cells[1].number("y"))
    #expect(
      map.alternative
        == "Heat map of Dice, from 0 to 1, 2 rows by 2 columns. a · x: 0.00; a · y: 0.50; b · x: –; b · y: 1.00."
    )
    let texts = Drawing(map.marks).texts
    #expect(texts.contains { $0.text == "0.00" && $0.kind == "pale" })
    #expect(texts.contains { $0.text == "1.00" && $0.kind == "deep" })
  }
}

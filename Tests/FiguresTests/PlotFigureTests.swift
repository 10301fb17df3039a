import Foundation
import Statistics
import Testing

@testable import Figures

/// Figures with two axes.
@Suite struct PlotFigureTests {
  @Test func linesAndBands() throws {
    let plot = LinePlot(
      x: "repeats", y: "MAE, years",
      series: [
        .init("a", [.init(5, 2, low: 1, high: 3), .init(1, 4, low: 3, high: 5)]),
        .init("b", [.init(1, 6), .init(5, .nan)]),
      ], reference: ("chance", 8), withZero: true)
    #expect(plot.frame.y.low == 0 && plot.frame.y.high == 8)
    #expect(plot.frame.x.ticks.map(\.text) == ["1", "2", "3", "4", "5"])
    let drawing = Drawing(plot.marks)
    let curve = try #require(drawing.all("path", "curve").first)
    let points = Drawing.points(curve)
    // By x, whatever the order they come in.
    #expect(abs(points[0].x - plot.frame.horizontal(1)) < 0.02)
    #expect(abs(points[0].y - plot.frame.vertical(4)) < 0.02)
    #expect(abs(points[1].y - plot.frame.vertical(2)) < 0.02)
    let band = Drawing.points(try #require(drawing.all("path", "band").first))
    #expect(band.count == 4)
    #expect(abs(band[0].y - plot.frame.vertical(5)) < 0.02)
    #expect(abs(band[3].y - plot.frame.vertical(3)) < 0.02)
    let level = try #require(drawing.all("line", "reference").first)
    #expect(abs(level.number("y1") - plot.frame.vertical(8)) < 0.02)
    #expect(drawing.texts.filter { $0.kind == "label" }.map(\.text) == ["a", "b"])
    #expect(plot.alternative.contains("a: 4 (3 to 5) at 1, 2 (1 to 3) at 5, n 2; b: 6 at 1"))
  }

  @Test func manySeriesHaveBarsBesideEachOther() throws {
    let plot = LinePlot(
      x: "repeats", y: "MAE, years",
      series: (0..<6).map { number in
        .init("s\(number)", (1...3).map { .init(Double($0), 5, low: 4, high: 6) })
      })
    let drawing = Drawing(plot.marks)
    #expect(drawing.all("path", "band").isEmpty)
    let bars = drawing.all("line", "bar")
    #expect(bars.count == 18)
    let places = bars.map { $0.number("x1") }
    // None over another one, and each within its own third.
    #expect(Set(places.map { ($0 * 10).rounded() }).count == 18)
    let gap = plot.frame.horizontal(2) - plot.frame.horizontal(1)
    for (bar, place) in zip(bars, places) {
      #expect(bar.number("x2") == place)
      #expect(abs(bar.number("y1") - plot.frame.vertical(4)) < 0.02)
      #expect(abs(bar.number("y2") - plot.frame.vertical(6)) < 0.02)
      #expect((1...3).contains { abs(plot.frame.horizontal(Double($0)) - place) < gap / 2 })
    }
  }

  @Test func scattersShareTheirAxes() throws {
    let plot = ScatterPlot(
      x: "age, years", y: "predicted age, years", points: [(20, 30), (60, 50), (.nan, 3)])
    #expect(plot.frame.x.low == plot.frame.y.low && plot.frame.x.high == plot.frame.y.high)
    let drawing = Drawing(plot.marks)
    let dots = drawing.all("circle", "dot")
    #expect(dots.count == 2)
    #expect(abs(dots[0].number("cx") - plot.frame.horizontal(20)) < 0.02)
    #expect(abs(dots[0].number("cy") - plot.frame.vertical(30)) < 0.02)
    let line = try #require(drawing.all("line", "reference").first)
    #expect(abs(line.number("x1") - plot.frame.left) < 0.02)
    #expect(abs(line.number("y1") - plot.frame.bottom) < 0.02)
    #expect(plot.alternative.contains("n 2, Pearson's r 1"))
    #expect(plot.alternative.contains("mean absolute difference 10."))
  }

  /// Differences 1, 3: mean 2, standard deviation √2.
  @Test func limitsOfAgreement() {
    let plot = BlandAltmanPlot(
      pairs: [(1, 2), (4, 7)], mean: "mean, years", difference: "difference, years")
    #expect(plot.points.map(\.mean) == [1.5, 5.5] && plot.points.map(\.difference) == [1, 3])
    #expect(plot.bias == 2)
    #expect(abs(plot.upper - (2 + 1.96 * 2.0.squareRoot())) < 1e-12)
    #expect(abs(plot.lower - (2 - 1.96 * 2.0.squareRoot())) < 1e-12)
    let lines = Drawing(plot.marks).all("line", "reference").map { $0.number("y1") }
    #expect(lines.count == 3)
    #expect(abs(lines[1] + lines[2] - 2 * lines[0]) < 0.05)
    // One pair has a difference and no limits.
    let one = BlandAltmanPlot(pairs: [(1, 2)], mean: "m", difference: "d")
    #expect(one.upper.isNaN && Drawing(one.marks).all("line", "reference").isEmpty)
  }

  /// Numbers that are the normal quantiles lie on the line of slope 1.
  @Test func quantilesOfTheNormalDistribution() {
    let values = (0..<199).map { NormalDistribution.quantile((Double($0) + 0.5) / 199) }
    let plot = QuantilePlot("z", values: values.reversed())
    #expect(abs(plot.slope - 1) < 0.01 && abs(plot.intercept) < 1e-9)
    #expect(plot.points.allSatisfy { abs($0.x - $0.y) < 1e-12 })
  }

  @Test func histogramsArePartsOfAll() throws {
    let plot = Histogram(
      "significant bits", of: "voxels", lower: -2, width: 0.5,
      series: [.init("a", [0, 1, 3, 0]), .init("b", [0, 0, 0, 40])])
    let drawing = Drawing(plot.marks)
    let outline = Drawing.points(try #require(drawing.all("path", "curve").first))
    // Bins that nobody has are not drawn: −1.5 to 0.
    #expect(plot.frame.x.low <= -1.5 && plot.frame.x.high >= 0)
    let highest = outline.map(\.y).min() ?? 0
    #expect(abs(highest - plot.frame.vertical(75)) < 0.02)
    let top = outline.filter { abs($0.y - highest) < 0.02 }.map(\.x)
    #expect(abs((top.min() ?? 0) - plot.frame.horizontal(-1)) < 0.02)
    #expect(abs((top.max() ?? 0) - plot.frame.horizontal(-0.5)) < 0.02)
    #expect(plot.alternative.contains("b: most between −0.500 and 0, n 40."))
  }
}

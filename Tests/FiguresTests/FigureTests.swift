import Statistics
import Testing

@testable import Figures

/// What all figures have in common, and where each puts its numbers.
@Suite struct FigureTests {
  /// One of each.
  static var all: [(name: String, figure: any Figure)] {
    var all: [(name: String, figure: any Figure)] = []
    let box = BoxPlot.Box(p5: 1, p25: 2, median: 3, p75: 4, p95: 5, mean: 3.2)
    let row = BoxPlot.Row(label: "a < b", box: box, points: [1, 2])
    all.append(("BoxPlot", BoxPlot(quantity: .bits, rows: [row], lower: 0, upper: 24)))
    let values = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9]
    all.append(
      (
        "ViolinPlot",
        ViolinPlot(quantity: .dice, rows: [.init(label: "a", values: values)], lower: 0, upper: 1)
      ))
    let interval = IntervalPlot.Row(label: "a", value: 1, low: 0, high: 2)
    all.append(("IntervalPlot", IntervalPlot("x, years", rows: [interval])))
    let line = LinePlot.Series("a", [.init(1, 2), .init(2, 1)])
    all.append(("LinePlot", LinePlot(x: "N", y: "MAE, years", series: [line])))
    var pairs: [(first: Double, second: Double)] = []
    for number in 0..<30 {
      pairs.append((Double(number), Double(number) + (number % 2 == 0 ? 1 : -1)))
    }
    let points = pairs.map { (x: $0.first, y: $0.second) }
    all.append(
      ("ScatterPlot", ScatterPlot(x: "age, years", y: "predicted, years", points: points)))
    all.append(
      (
        "BlandAltmanPlot",
        BlandAltmanPlot(pairs: pairs, mean: "mean, years", difference: "gap, years")
      ))
    all.append(("QuantilePlot", QuantilePlot("gap, years", values: pairs.map(\.second))))
    let counts = Histogram.Series("a", [1, 3])
    all.append(
      ("Histogram", Histogram("bits", of: "voxels", lower: 0, width: 1, series: [counts])))
    all.append(("HeatMap", HeatMap("Dice", rows: ["a"], columns: ["b"], values: [[0.5]])))
    all.append(("ColourBar", ColourBar(Axis(.bits, from: 0, to: 24), isCut: true)))
    return all
  }

  @Test func drawingsAreWholeAndSayWhatTheyShow() {
    for (name, figure) in Self.all {
      for text in [figure.svg, figure.document(title: "Title & more")] {
        #expect(Drawing(text).isBalanced, "\(name)")
        #expect(!text.contains("nan") && !text.contains("inf"), "\(name)")
      }
      #expect(figure.alternative.hasSuffix("."), "\(name)")
      #expect(figure.alternative.contains(", from "), "\(name) names its axes and their ends")
      let root = Drawing(figure.svg).elements.first
      #expect(root?.attributes["role"] == "img")
      #expect(root?.attributes["aria-label"] == HTML.escape(figure.alternative))
    }
  }

  /// A figure that stands alone has no variables, which programs that draw vectors do not know.
  @Test func documentsNeedNothing() {
    for (name, figure) in Self.all {
      let document = figure.document(title: "")
      #expect(!document.contains("var("), "\(name)")
      #expect(document.split(separator: "http").count == 2, "\(name): the name space alone")
    }
  }

  /// No figure draws outside of itself.
  @Test func everythingLiesInside() {
    for (name, figure) in Self.all {
      for element in Drawing(figure.marks).elements {
        for (x, y) in [("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")] {
          let place = (element.number(x), element.number(y))
          if place.0.isNaN || place.1.isNaN { continue }
          #expect((-1...figure.size.width + 1).contains(place.0), "\(name): \(element)")
          #expect((-1...figure.size.height + 1).contains(place.1), "\(name): \(element)")
        }
      }
    }
  }

  @Test func coloursOfSeriesAreSeen() {
    func luminance(_ colour: String) -> Double {
      let value = Int(colour.dropFirst(), radix: 16) ?? 0
      return ColourScale.luminance([
        UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255),
      ])
    }
    // WCAG 2.2, 1.4.11: parts of graphics stand out by 3 to 1.
    for colour in FigureStyle.light { #expect(1.05 / (luminance(colour) + 0.05) >= 3, "\(colour)") }
    let dark = luminance("#14171a")
    for colour in FigureStyle.dark {
      #expect((luminance(colour) + 0.05) / (dark + 0.05) >= 3, "\(colour)")
    }
  }
}

import Testing

@testable import Figures

/// Figures of what was run.
@Suite struct HistoryFigureTests {
  @Test func nodesStandBelowWhatLeadsToThem() {
    let graph = GraphDrawing(
      nodes: ["a", "b", "c", "d"].map { .init($0) },
      edges: [(0, 1), (1, 3), (0, 3), (0, 3), (2, 2), (7, 1)])
    #expect(graph.layers == [0, 1, 0, 2])
    #expect(graph.edges.count == 3)
    for edge in graph.edges { #expect(graph.places[edge.from].y < graph.places[edge.to].y) }
    #expect(Drawing(graph.svg).isBalanced)
    #expect(Drawing(graph.marks).all("path", "edge").count == 3)
    #expect(
      graph.alternative.contains("d: after b, a") && graph.alternative.contains("c: from files"))
  }

  /// Circles, which no manifest has, end.
  @Test func circlesEnd() {
    let graph = GraphDrawing(nodes: [.init("a"), .init("b")], edges: [(0, 1), (1, 0)])
    #expect(graph.edges.count <= 1)
    #expect(GraphDrawing(nodes: [], edges: []).size.width > 0)
  }

  @Test func manyNodesStayNarrow() {
    let graph = GraphDrawing(
      nodes: (0..<60).map { .init("stage-\($0)", about: "measure/significant-bits") }, edges: [])
    #expect(graph.size.width < 1000)
    for (node, place) in graph.places.enumerated() {
      for (other, second) in graph.places.enumerated() where other > node && place.y == second.y {
        #expect(abs(place.x - second.x) > 100)
      }
    }
  }

  /// Two runs a day apart stand side by side.
  @Test func idleTimesAreLeftOut() {
    let day = 86_400.0
    let timeline = Timeline(
      rows: [
        .init("a", spans: [(1000, 1010), (1005, 1020)], about: "25 s"),
        .init("b", spans: [(1000 + day, 1000 + day + 20)], about: "20 s"),
      ], beside: "in all")
    #expect(timeline.gaps == 1)
    #expect(abs(timeline.length - 40) < 1e-9)
    #expect(timeline.elapsed(1000) == 0 && timeline.elapsed(1020) == 20)
    #expect(abs(timeline.elapsed(1010 + day) - 30) < 1e-9)
    let bars = Drawing(timeline.marks).all("rect", "bar")
    // Those that overlap are one.
    #expect(bars.count == 2)
    #expect(abs(bars[0].number("width") - bars[1].number("width")) < 0.05)
    #expect(abs(bars[1].number("x") - bars[0].number("x") - bars[0].number("width")) < 0.05)
  }

  @Test func nothingIsATimelineToo() {
    #expect(Drawing(Timeline(rows: [], beside: "in all").svg).isBalanced)
  }
}

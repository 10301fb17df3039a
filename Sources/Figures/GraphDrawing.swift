/// A graph without cycles, in layers from top to bottom: each node below all that lead to it.
package struct GraphDrawing: Figure {
  package struct Node {
    package let name: String
    /// A second line, smaller.
    package let about: String

    package init(_ name: String, about: String = "") { (self.name, self.about) = (name, about) }
  }

  package let nodes: [Node]
  /// Indices of nodes, from what comes first to what needs it.
  package let edges: [(from: Int, to: Int)]
  /// The layer of each node: the longest way to it.
  package let layers: [Int]
  /// The middle of each node.
  package let places: [(x: Double, y: Double)]
  package let size: (width: Double, height: Double)
  private let widths: [Double]

  private static let nodeHeight = 42.0
  private static let layerHeight = 78.0
  private static let gap = 18.0
  /// A layer that is wider goes on in a second row.
  private static let mostWidth = 940.0

  /// - Parameter edges: pairs of indices of `nodes`; those out of range, of a node with itself, and those
  ///   that would close a circle are left out.
  package init(nodes: [Node], edges: [(from: Int, to: Int)]) {
    var kept: [(from: Int, to: Int)] = []
    var seen: Set<[Int]> = []
    for edge in edges
    where nodes.indices.contains(edge.from) && nodes.indices.contains(edge.to)
      && edge.from != edge.to && seen.insert([edge.from, edge.to]).inserted
    {
      kept.append(edge)
    }
    let layers = GraphDrawing.layers(nodes.count, kept)
    kept = kept.filter { layers[$0.from] < layers[$0.to] }
    let widths = nodes.map { node in
      max(SVG.width(of: node.name), SVG.width(of: node.about) * 0.85) + 22
    }
    var rows: [[Int]] = []
    var order = [Double](repeating: 0, count: nodes.count)
    for layer in 0...(layers.max() ?? 0) {
      // Under the middle of what leads here, which keeps lines short.
      let own = nodes.indices.filter { layers[$0] == layer }.map { node in
        let above = kept.filter { $0.to == node }.map { order[$0.from] }
        return (node, above.isEmpty ? Double(node) : above.reduce(0, +) / Double(above.count))
      }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
      var row: [Int] = []
      var width = 0.0
      for node in own {
        if !row.isEmpty, width + widths[node] > Self.mostWidth {
          rows.append(row)
          (row, width) = ([], 0)
        }
        row.append(node)
        width += widths[node] + Self.gap
        order[node] = Double(row.count) / Double(own.count)
      }
      if !row.isEmpty { rows.append(row) }
    }
    func width(_ row: [Int]) -> Double {
      row.reduce(0) { $0 + widths[$1] } + Self.gap * Double(max(row.count - 1, 0))
    }
    let whole = max(360, rows.map(width).max() ?? 0) + 24
    var places = [(x: Double, y: Double)](repeating: (0, 0), count: nodes.count)
    for (number, row) in rows.enumerated() {
      var x = (whole - width(row)) / 2
      for node in row {
        places[node] = (x + widths[node] / 2, 30 + Double(number) * Self.layerHeight)
        x += widths[node] + Self.gap
      }
    }
    (self.nodes, self.edges, self.layers, self.places, self.widths) = (
      nodes, kept, layers, places, widths
    )
    size = (whole, 60 + Self.layerHeight * Double(max(rows.count - 1, 0)))
  }

  /// Longest ways; nodes on a circle keep what was found after as many rounds as there are nodes.
  private static func layers(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var layers = [Int](repeating: 0, count: count)
    for _ in 0..<max(count, 1) {
      var hasMoved = false
      for edge in edges where layers[edge.to] <= layers[edge.from] && layers[edge.from] + 1 < count
      {
        layers[edge.to] = layers[edge.from] + 1
        hasMoved = true
      }
      if !hasMoved { break }
    }
    return layers
  }

  package var alternative: String {
    let items = nodes.indices.map { node in
      let needs = edges.filter { $0.to == node }.map { nodes[$0.from].name }
      return nodes[node].name + ": "
        + (needs.isEmpty ? "from files" : "after " + needs.joined(separator: ", "))
    }
    return "Graph of \(nodes.count) stages, from what comes first to what needs it. "
      + Alternative.list(items, atMost: 60)
  }

  package var marks: String {
    var svg = ""
    for edge in edges {
      let (start, end) = (places[edge.from], places[edge.to])
      let (top, bottom) = (start.y + Self.nodeHeight / 2, end.y - Self.nodeHeight / 2)
      let middle = (top + bottom) / 2
      svg +=
        "<path class=\"edge\" d=\"M\(SVG.c(start.x)) \(SVG.c(top))C\(SVG.c(start.x)) \(SVG.c(middle)) "
        + "\(SVG.c(end.x)) \(SVG.c(middle)) \(SVG.c(end.x)) \(SVG.c(bottom))\"/>"
      svg += SVG.path(
        "head", [(end.x - 4, bottom - 7), (end.x + 4, bottom - 7), (end.x, bottom)], closed: true)
    }
    svg += "\n"
    for (index, node) in nodes.enumerated() {
      let place = places[index]
      svg += SVG.rectangle(
        "node", place.x - widths[index] / 2, place.y - Self.nodeHeight / 2, widths[index],
        Self.nodeHeight)
      svg += SVG.text(place.x, place.y + (node.about.isEmpty ? 4.5 : -2), "middle", node.name)
      if !node.about.isEmpty {
        svg += SVG.text(place.x, place.y + 14, "middle", node.about, "small faint")
      }
      svg += "\n"
    }
    return svg
  }
}

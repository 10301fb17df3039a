import Arithmetic
import PipelineKit
import Statistics

/// Which layer of a network loses how many bits: values of every layer at the same places, over repeats.
struct MeasureLayerBits: Stage {
  static let kind = "measure/layer-bits"
  static let version = 1
  static let summary = "Significant bits of every layer of a network over repeats."
  static let source =
    "Methods of measure/significant-bits; layer by layer as in arXiv 2308.01939's discussion of where "
    + "a network loses digits."
  static let usesArithmetic = false

  static let samples = Input<Many<Table>>(
    "samples", called: "the layers' values", atLeast: 2,
    "The port `layers` of segment/network or predict/network, at least two repeats of it.")
  static let bits = Output<Table>(
    "layers",
    "A row for each node of the network in the order in which they run: layer, operation, values counted and skipped, "
      + "mean, minimum, p5, p25, median, p75, p95 and maximum of their bits, and `lost`: how far the "
      + "median lies below that of the layer before.")
  static let worst = Output<Table>(
    "summary",
    "One row: samples, the layer with the least median and that median, the layer that loses most and how "
      + "much, and the last layer's median.")
  static let method = MeasureSignificantBits.method
  static let skipsZeros = MeasureSignificantBits.skipsZeros

  static let inputs = list(samples)
  static let outputs = list(bits, worst)
  static let parameters = list(method, skipsZeros)

  private let method: SignificantBits.Method
  private let skipsZeros: Bool

  init(_ values: ParameterValues) {
    method = values[Self.method]
    skipsZeros = values[Self.skipsZeros]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let tables = try inputs[Self.samples].map { ($0.name, try $0.load()) }
    guard let first = tables.first?.1, let layers = first.text("layer"),
      let operations = first.text("operation"), let nodes = first.numbers("node"),
      first.numbers("value") != nil
    else {
      throw StageError(
        "the layers' values need the columns node, layer, operation, place and value: connect the port "
          + "'layers' of segment/network or predict/network")
    }
    guard first.rowCount > 0 else {
      throw StageError("no values of layers were kept: set 'layer-places' above 0")
    }
    var samples: [DatasetElements] = []
    for (name, table) in tables {
      guard table.text("layer") == layers, table.numbers("place") == first.numbers("place"),
        let values = table.numbers("value")
      else { throw StageError("\(name) is of other layers or other places than the first") }
      samples.append(.float64(Tensor(shape: [values.count], values: values)))
    }
    let bits = try bits(samples, binary32: samples.allSatisfy(\.isBinary32), context.threads)
    let rows = Self.runs(of: nodes).map {
      Row(layers[$0.lowerBound], operations[$0.lowerBound], bits[$0])
    }
    return [
      Self.bits(Self.table(rows)), Self.worst(Self.summary(rows, samples: samples.count)),
    ]
  }

  /// Bits of every value; NaN where not counted.
  private func bits(_ samples: [DatasetElements], binary32: Bool, _ threads: Int) throws -> [Double]
  {
    let formula = SignificantBits(
      method: method, error: .relative, precision: binary32 ? 24 : 53, samples: samples.count,
      probability: 0.95, confidence: 0.95, skipsZeros: skipsZeros)
    let computation = BitsOfSamples(formula: formula, threads: threads)
    var bits = [Double](repeating: .nan, count: samples[0].shape[0])
    try bits.withUnsafeMutableBufferPointer {
      try computation.compute(samples, given: nil, bits: $0, references: nil)
    }
    return bits
  }

  /// One layer.
  private struct Row {
    let layer: String
    let operation: String
    let count: Int
    let distribution: Distribution?

    init(_ layer: String, _ operation: String, _ bits: ArraySlice<Double>) {
      (self.layer, self.operation, count) = (layer, operation, bits.count)
      distribution = Distribution(bits.filter(\.isFinite))
    }

    var median: Double { distribution?.median ?? .nan }
  }

  /// Rows of one node that follow one another.
  private static func runs(of nodes: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for row in nodes.indices where row + 1 == nodes.count || nodes[row + 1] != nodes[row] {
      runs.append(start..<row + 1)
      start = row + 1
    }
    return runs
  }

  /// How far each layer's median lies below that of the one before; NaN for the first.
  private static func losses(_ rows: [Row]) -> [Double] {
    var before = Double.nan
    return rows.map { row in
      guard row.median.isFinite else { return .nan }
      defer { before = row.median }
      return before - row.median
    }
  }

  private static func table(_ rows: [Row]) -> Table {
    func column(_ name: String, _ value: (Distribution) -> Double) -> Table.Column {
      .init(name, .numbers(rows.map { $0.distribution.map(value) ?? .nan }))
    }
    return Table([
      .init("layer", .text(rows.map(\.layer))), .init("operation", .text(rows.map(\.operation))),
      .init("values", .integers(rows.map { $0.distribution?.count ?? 0 })),
      .init("skipped", .integers(rows.map { $0.count - ($0.distribution?.count ?? 0) })),
      column("mean", \.mean), column("minimum", \.minimum), column("p5") { $0.quantile(0.05) },
      column("p25") { $0.quantile(0.25) }, column("median", \.median),
      column("p75") { $0.quantile(0.75) }, column("p95") { $0.quantile(0.95) },
      column("maximum", \.maximum), .init("lost", .numbers(losses(rows))),
    ])
  }

  private static func summary(_ rows: [Row], samples: Int) -> Table {
    let counted = rows.filter { $0.median.isFinite }
    let worst = counted.min { $0.median < $1.median }
    let losses = losses(rows)
    let loser = rows.indices.filter { losses[$0].isFinite }.max { losses[$0] < losses[$1] }
    return Table([
      .init("samples", .integers([samples])), .init("layers", .integers([rows.count])),
      .init("least", .text([worst?.layer ?? ""])),
      .init("least-median", .numbers([worst?.median ?? .nan])),
      .init("loses-most", .text([loser.map { rows[$0].layer } ?? ""])),
      .init("loss", .numbers([loser.map { losses[$0] } ?? .nan])),
      .init("last-median", .numbers([counted.last?.median ?? .nan])),
    ])
  }
}

extension DatasetElements {
  /// Whether all numbers are those of binary32.
  fileprivate var isBinary32: Bool {
    guard case .float64(let tensor) = self else { return false }
    return tensor.values.allSatisfy { Double(Float($0)) == $0 || $0.isNaN }
  }
}

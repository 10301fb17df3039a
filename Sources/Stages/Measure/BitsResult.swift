import Arithmetic
import Imaging
import PipelineKit

/// Significant bits in the form of the samples they belong to.
struct BitsResult {
  private let sample: SampleValues
  /// What errors were counted from, of an affine alone.
  private let reference: [Double]
  /// One number a voxel, an affine's entry or a table's cell; NaN where it does not count.
  private let bits: [Double]

  /// - Parameter bits: one for each of the sample's numbers; NaN where not counted.
  init(_ bits: [Double], of sample: SampleValues, reference: [Double], mask: VoxelMask?) {
    self.sample = sample
    self.reference = reference
    var merged = bits
    if case .field(let grid) = sample.form {
      merged = (0..<grid.voxelCount).map { BitsResult.mean(bits[(3 * $0)..<(3 * $0 + 3)]) }
    }
    if let mask {
      for i in merged.indices where !mask.isInside[i] { merged[i] = .nan }
    }
    self.bits = merged
  }

  /// A volume or a table, see the output port `bits`.
  var artifact: Artifact {
    switch sample.form {
    case .volume(let grid), .field(let grid):
      let data: DatasetElements =
        sample.precision == 24
        ? .float32(Tensor(shape: grid.shape, values: bits.map { Float($0) }))
        : .float64(Tensor(shape: grid.shape, values: bits))
      return Artifact(
        type: .volume, datasets: [Dataset("data", data)],
        attributes: grid.attributes + [.init("description", "significant bits")])
    case .affine: return .table(affineTable)
    case .table(let table): return .table(bitsTable(like: table))
    }
  }

  /// One row over all that counts; `skipped` is the number of values without finite bits.
  func summary(
    method: SignificantBits.Method, error: SignificantBits.ErrorKind, samples: Int,
    probability: Double?
  ) -> Table {
    let counted = bits.filter(\.isFinite)
    let distribution = Distribution(counted)
    func number(_ name: String, _ value: Double?) -> Table.Column {
      Table.Column(name, .numbers([value ?? .nan]))
    }
    return Table([
      Table.Column("method", .text([method.rawValue])),
      Table.Column("error", .text([method == .parker ? "n/a" : error.rawValue])),
      Table.Column("samples", .integers([samples])),
      number("probability", probability),
      Table.Column("values", .integers([counted.count])),
      Table.Column("skipped", .integers([bits.count - counted.count])),
      number("mean", distribution?.mean),
      number("deviation", distribution?.standardDeviation),
      number("minimum", distribution?.minimum),
      number("p5", distribution?.quantile(0.05)),
      number("p25", distribution?.quantile(0.25)),
      number("median", distribution?.median),
      number("p75", distribution?.quantile(0.75)),
      number("p95", distribution?.quantile(0.95)),
      number("maximum", distribution?.maximum),
    ])
  }

  private var affineTable: Table {
    Table([
      Table.Column("row", .integers((0..<12).map { $0 / 4 + 1 })),
      Table.Column("column", .integers((0..<12).map { $0 % 4 + 1 })),
      Table.Column("reference", .numbers(reference)),
      Table.Column("bits", .numbers(bits)),
    ])
  }

  private func bitsTable(like table: Table) -> Table {
    var start = 0
    return Table(
      table.columns.map { column in
        if column.cells.isText { return column }
        defer { start += table.rowCount }
        return Table.Column(column.name, .numbers(Array(bits[start..<(start + table.rowCount)])))
      })
  }

  /// Mean of the finite ones; NaN where there is none.
  private static func mean(_ values: ArraySlice<Double>) -> Double {
    let finite = values.filter(\.isFinite)
    return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
  }
}

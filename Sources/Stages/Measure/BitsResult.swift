import Arithmetic
import PipelineKit
import Statistics

/// Significant bits in the form of the samples they belong to.
struct BitsResult {
  private let sample: SampleValues
  /// What errors were counted from, where the form shows it.
  private let reference: [Double]
  /// One number a voxel, an affine's entry or a table's cell; NaN where it does not count.
  private let bits: [Double]

  /// - Parameter bits: one for each of the sample's numbers; NaN where not counted.
  init(_ bits: [Double], of sample: SampleValues, reference: [Double], mask: VoxelMask?) {
    self.sample = sample
    self.reference = reference
    var merged = sample.form.merged(bits)
    if let mask {
      for i in merged.indices where !mask.isInside[i] { merged[i] = .nan }
    }
    self.bits = merged
  }

  /// Of the type that belongs to the sample's, see the output port `bits`.
  var artifact: Artifact {
    sample.form.artifact(ofBits: bits, reference: reference, precision: sample.precision)
  }

  /// One row over all that counts; `skipped` is the number of values without finite bits.
  func summary(
    method: SignificantBits.Method, error: SignificantBits.ErrorKind, samples: Int,
    probability: Double?
  ) -> Table {
    let distribution = Distribution(finiteOf: bits)
    let counted = distribution?.count ?? 0
    func number(_ name: String, _ value: Double?) -> Table.Column {
      Table.Column(name, .numbers([value ?? .nan]))
    }
    return Table([
      Table.Column("method", .text([method.rawValue])),
      Table.Column("error", .text([method == .parker ? "n/a" : error.rawValue])),
      Table.Column("samples", .integers([samples])),
      number("probability", probability),
      Table.Column("values", .integers([counted])),
      Table.Column("skipped", .integers([bits.count - counted])),
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
}

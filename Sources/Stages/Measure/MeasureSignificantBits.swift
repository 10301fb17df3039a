import Arithmetic
import PipelineKit
import Statistics

/// How many bits of each number the samples of it agree on: maps, tables and a summary.
///
/// Samples are held as they are stored, a bounded part of them at a time; statistics are binary64 and
/// take samples in the order of their coordinates.
struct MeasureSignificantBits: Stage {
  static let kind = "measure/significant-bits"
  static let version = 3
  static let summary = "Significant bits of images, fields, transforms or tables over samples."
  static let source =
    "Parker (1997), Monte Carlo Arithmetic; Sohier et al. (2021), Confidence intervals for "
    + "stochastic arithmetic, ACM TOMS 47(2); conventions of the Python package significantdigits."
  static let usesArithmetic = false

  static let samples = Input<Many<SampleValues>>(
    "samples", called: "the sample", atLeast: 2,
    "At least two samples of the same thing, on one grid or with the same rows.")
  static let reference = Input<SampleValues?>(
    "reference",
    "What errors are counted from, of the samples' form; the samples' mean where it is not given.")
  static let mask = Input<MaskImage?>(
    "mask", "Voxels that count: where it is not 0. For volumes and fields only.")
  static let bits = Output<Artifact>(
    "bits", from: samples,
    Dictionary(uniqueKeysWithValues: SampleValues.bitsTypes.map { ($0.type, $0.bits) }),
    "Bits of each voxel (of a field: mean over its components), NaN where not counted; for an "
      + "affine one row an entry; for a table the same table with bits for numbers.")
  static let overall = Output<Table>(
    "summary",
    "One row: method, error, samples, probability, values counted and skipped, and mean, "
      + "deviation, minimum, p5, p25, median, p75, p95 and maximum of their bits.")
  static let method = Parameter(
    "method", .choice(SignificantBits.Method.self), default: .general,
    "`parker`: −log2 |σ/μ|; `cnh`: lower bound for centred normal errors; `general`: largest whole "
      + "k with every error ≤ 2⁻ᵏ.")
  static let error = Parameter(
    "error", .choice(SignificantBits.ErrorKind.self), default: .relative,
    "Error of a sample X: `relative` X/x − 1 or `absolute` X − x, from the reference x; `parker` "
      + "has no use for it.")
  static let probability = Parameter(
    "probability", .number(minimum: 0, maximum: 1), default: 0.95,
    "Probability that the bits are significant, for `cnh`.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0, maximum: 1), default: 0.95,
    "Confidence level of that probability.")
  static let precision = Parameter(
    "precision", optional: .integer(minimum: 1, maximum: 53), unit: "bit",
    "The most bits a number can have: the answer where samples agree. By default that of the "
      + "stored format, 24 for binary32 and 53 for binary64; significantdigits takes 23 and 52.")
  static let skipsZeros = Parameter(
    "skip-zeros", .boolean, default: true,
    "Leave out numbers whose reference is 0, where a relative error has no meaning and images "
      + "have their background.")

  static let inputs = list(samples, reference, mask)
  static let outputs = list(bits, overall)
  static let grids = [SharedGrid("samples", "reference", "mask", outputs: ["bits"])]
  static let parameters = list(method, error, probability, confidence, precision, skipsZeros)

  private let method: SignificantBits.Method
  private let error: SignificantBits.ErrorKind
  private let probability: Double
  private let confidence: Double
  private let precision: Int?
  private let skipsZeros: Bool

  init(_ values: ParameterValues) throws {
    method = values[Self.method]
    error = values[Self.error]
    probability = values[Self.probability]
    confidence = values[Self.confidence]
    precision = values[Self.precision]
    skipsZeros = values[Self.skipsZeros]
    for parameter in [Self.probability, Self.confidence] {
      guard values[parameter] > 0, values[parameter] < 1 else {
        throw ParameterError(
          parameter, "\(parameter.name) must lie between 0 and 1, without either")
      }
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let items = try inputs[Self.samples]
    guard items.count >= 2 else {
      throw StageError(
        "significant bits need at least two samples, and this job got \(items.count); name the axis "
          + "of the repeats under `over`")
    }
    let given = try inputs[Self.reference]
    if method == .parker, given != nil {
      throw StageError("method `parker` counts from the samples' mean; leave `reference` out")
    }

    let first = try items[0].load()
    try given?.requireSameForm(as: first, name: "the reference", otherName: items[0].name)
    let mask = try inputs[Self.mask].map { try VoxelMask($0, on: first.form) }
    let formula = SignificantBits(
      method: method, error: error, precision: precision ?? first.precision, samples: items.count,
      probability: probability, confidence: confidence, skipsZeros: skipsZeros)

    let slabs = SampleSlabs(
      items: items, first: first, threads: context.threads, progress: context.progress)
    let (bits, reference) = try compute(
      formula, slabs, first, given: given?.elements.doubles, threads: context.threads)
    logWhatSamplesSupport(items.count, context)
    let result = BitsResult(bits, of: first, reference: reference, mask: mask)
    return [
      Self.bits(result.artifact),
      Self.overall(
        result.summary(
          method: method, error: error, samples: items.count,
          probability: supportedProbability(items.count))),
    ]
  }

  /// Bits of every number and, where the form shows it, what they were counted from.
  private func compute(
    _ formula: SignificantBits, _ slabs: SampleSlabs, _ first: SampleValues, given: [Double]?,
    threads: Int
  ) throws -> (bits: [Double], reference: [Double]) {
    let computation = BitsOfSamples(formula: formula, threads: threads)
    var bits = [Double](repeating: .nan, count: first.count)
    var reference: [Double] = []
    if first.form.showsReference { reference = bits }
    for (index, run) in slabs.slabs.enumerated() {
      let samples = try slabs.load(index)
      try bits.withUnsafeMutableBufferPointer { bits in
        try reference.withUnsafeMutableBufferPointer { reference in
          try computation.compute(
            samples, given: given.map { run.count == $0.count ? $0 : Array($0[run]) },
            bits: UnsafeMutableBufferPointer(rebasing: bits[run]),
            references: reference.isEmpty
              ? nil : UnsafeMutableBufferPointer(rebasing: reference[run]))
        }
      }
    }
    return (bits, reference)
  }

  private func supportedProbability(_ samples: Int) -> Double? {
    switch method {
    case .parker: nil
    case .cnh: probability
    case .general: SampleSize.supportedProbability(samples: samples, confidence: confidence)
    }
  }

  private func logWhatSamplesSupport(_ samples: Int, _ context: StageContext) {
    guard method == .general else { return }
    let required = SampleSize.required(probability: probability, confidence: confidence)
    if samples < required {
      context.warn(
        "\(samples) samples: method general needs \(required) to hold with probability "
          + "\(probability) at confidence \(confidence)")
    }
  }
}

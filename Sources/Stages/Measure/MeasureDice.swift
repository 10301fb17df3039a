import Arithmetic
import Imaging
import PipelineKit

/// How well label maps of the same thing agree: Dice coefficients of all pairs.
struct MeasureDice: Stage {
  static let kind = "measure/dice"
  static let version = 2
  static let summary =
    "Dice coefficients between label maps: of all pairs, and least and mean a label."
  static let source =
    "Dice (1945), Ecology 26: 2 |A ∩ B| / (|A| + |B|); least over pairs as in arXiv 2308.01939; "
    + "n |A₁ ∩ … ∩ Aₙ| / (|A₁| + … + |Aₙ|) for all at once."
  static let usesArithmetic = false

  static let samples = Input<Many<Labels>>(
    "samples", called: "the sample", atLeast: 2,
    "At least two label maps on one grid; 0 is background.")
  static let pairs = Output<Table>(
    "pairs", "A row for each pair and label: first, second, label (and name), dice.")
  static let labels = Output<Table>(
    "labels",
    "A row for each label: label (and name), minimum and mean over pairs, the standard error of that mean "
      + "(jackknife over samples, from three on), and overlap of all samples at once.")
  static let overall = Output<Table>(
    "summary",
    "One row: samples, pairs, labels; mean, least and 5th percentile of the "
      + "labels' minima; mean over all pairs and labels; mean overlap.")
  static let compared = Parameter(
    "labels", .list(of: .integer(minimum: 1)), default: [],
    "Labels to compare; all that any sample has where the list is empty.")
  static let names = Parameter("names", .choice(Names.self), default: .none, namesDoc)
  static let namesDoc =
    "`freesurfer`: a column of structures' names, for maps with FreeSurfer's labels."
  static let size = Parameter(
    "size", later: .integer(minimum: 2),
    "Samples to take, in the order that `ensemble/vote` takes members; all where it is not given. The least of "
      + "all pairs falls with their number: families are compared at one size.")
  static let inputs = list(samples)
  static let outputs = list(pairs, labels, overall)
  static let grids = [SharedGrid("samples")]
  static let parameters = list(compared, names, size)

  enum Names: String, CaseIterable { case none, freesurfer }

  private let chosen: Set<Int32>
  private let hasNames: Bool
  private let draw: EnsembleDraw

  init(_ values: ParameterValues) throws {
    chosen = Set(try values.labels(Self.compared))
    hasNames = values[Self.names] == .freesurfer
    draw = EnsembleDraw(size: values[Self.size])
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let items = try draw.members(inputs[Self.samples])
    guard items.count >= 2 else {
      throw StageError(
        "Dice coefficients need at least two samples, and this job got \(items.count); name the "
          + "axis of the repeats under `over`")
    }
    let samples = try load(items)
    let overlap = try naming("the samples") { try Overlap.overlap(samples) }
    let labels = overlap.keys.filter { chosen.isEmpty || chosen.contains($0) }.sorted()
    guard !labels.isEmpty else {
      throw StageError(
        chosen.isEmpty
          ? "the samples have no labels: all their voxels are 0"
          : "none of the samples has any of the chosen labels")
    }

    var pairs = PairTable(hasNames: hasNames)
    let steps = samples.count * (samples.count - 1) / 2
    for first in samples.indices {
      for second in samples.indices where second > first {
        let dice = try naming("the samples") { try Overlap.dice(samples[first], samples[second]) }
        pairs.add(
          items[first].coordinates, items[second].coordinates, dice, labels: labels)
        try context.progress(Double(pairs.count) / Double(steps))
      }
    }
    return [
      Self.pairs(pairs.table), Self.labels(pairs.labelTable(labels, overlap)),
      Self.overall(pairs.summary(labels, overlap, samples: samples.count)),
    ]
  }

  private func load(_ items: [Many<Labels>.Item]) throws -> [Tensor<Int32>] {
    var grid: Grid?
    return try items.map { item in
      let labels = try item.load()
      try labels.grid.requireSame(
        as: grid ?? labels.grid, name: item.name, otherName: items[0].name)
      grid = grid ?? labels.grid
      return labels.voxels
    }
  }
}

extension ParameterValues {
  /// Labels that a parameter lists.
  ///
  /// - Throws: `ParameterError` for one that no label map can hold.
  func labels(_ parameter: Parameter<[Int]>) throws -> [Int32] {
    try self[parameter].map { label in
      guard let label = Int32(exactly: label) else {
        throw ParameterError(parameter, "a label is at most 2³¹ − 1")
      }
      return label
    }
  }
}

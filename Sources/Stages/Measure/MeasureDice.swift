import Arithmetic
import Imaging
import PipelineKit

/// How well label maps of the same thing agree: Dice coefficients of all pairs.
struct MeasureDice: Stage {
  static let kind = "measure/dice"
  static let version = 1
  static let summary =
    "Dice coefficients between label maps: of all pairs, and least and mean a label."
  static let source =
    "Dice (1945), Ecology 26: 2 |A ∩ B| / (|A| + |B|); least over pairs as in arXiv 2308.01939; "
    + "n |A₁ ∩ … ∩ Aₙ| / (|A₁| + … + |Aₙ|) for all at once."
  static let usesArithmetic = false

  static let inputs = [
    Port(
      "samples", .labels, "At least two label maps on one grid; 0 is background.", many: true
    )
    .taking(atLeast: 2)
  ]
  static let outputs = [
    Port("pairs", .table, "A row for each pair and label: first, second, label (and name), dice."),
    Port(
      "labels", .table,
      "A row for each label: label (and name), minimum and mean over pairs, and overlap "
        + "of all samples at once."),
    Port(
      "summary", .table,
      "One row: samples, pairs, labels; mean, least and 5th percentile of the "
        + "labels' minima; mean over all pairs and labels; mean overlap."),
  ]
  static let parameters = [
    Parameter(
      "labels", .list(of: .integer(minimum: 1)), default: .list([]),
      "Labels to compare; all that any sample has where the list is empty."),
    Parameter(
      "names", .choice(["none", "freesurfer"]), default: "none",
      "`freesurfer`: a column of structures' names, for maps with FreeSurfer's labels."),
  ]

  private let chosen: Set<Int32>
  private let hasNames: Bool

  init(_ values: ParameterValues) throws {
    chosen = Set(
      try values.list("labels").compactMap { value -> Int32? in
        guard case .integer(let label) = value else { return nil }
        guard let label = Int32(exactly: label) else {
          throw ParameterError("labels", "a label is at most 2³¹ − 1")
        }
        return label
      })
    hasNames = values.string("names") == "freesurfer"
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let items = inputs.many("samples")
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
      "pairs": .table(pairs.table), "labels": .table(pairs.labelTable(labels, overlap)),
      "summary": .table(pairs.summary(labels, overlap, samples: samples.count)),
    ]
  }

  private func load(_ items: [Inputs.Item]) throws -> [Tensor<Int32>] {
    var grid: Grid?
    return try items.map { item in
      let labels = try item.load().labels(name: item.sampleName)
      try labels.grid.requireSame(
        as: grid ?? labels.grid, name: item.sampleName, otherName: items[0].sampleName)
      grid = grid ?? labels.grid
      return labels.voxels
    }
  }
}

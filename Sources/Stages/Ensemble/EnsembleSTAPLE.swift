import Arithmetic
import Imaging
import PipelineKit

/// One label map from several, each weighted by how well it seems to do.
struct EnsembleSTAPLE: Stage {
  static let kind = "ensemble/staple"
  static let version = 1
  static let summary =
    "The most probable label map behind several, and how sensitive each of them is (STAPLE)."
  static let source =
    "Warfield, Zou and Wells (2004), IEEE TMI 23(7); several labels as Rohlfing, Russakoff and Maurer "
    + "(2004), IEEE TMI 23(8), and ITK's MultiLabelSTAPLEImageFilter."
  static let usesArithmetic = false

  static let samples = Input<Many<Labels>>(
    "samples", called: "the member", "Label maps of one thing on one grid.")
  static let labels = Output<Labels>(
    "labels", "The most probable label of each voxel, the lowest of equally probable ones.")
  static let probability = Output<Volume>("probability", "Its probability, 0 to 1.")
  static let members = Output<Table>(
    "members",
    "A row for each member and label: member, label, name; sensitivity, the probability that the member "
      + "says the label where it is true; predictive, the probability that it is true where it says so."
  )
  static let volumes = Output<Table>("volumes", EnsembleVolumes.doc)
  static let overall = Output<Table>(
    "summary",
    "One row: members, voxels on which they differ, iterations, greatest change in the last one.")
  static let iterations = Parameter(
    "iterations", .integer(minimum: 1, maximum: 100_000), default: 1000, "The most iterations.")
  static let tolerance = Parameter(
    "tolerance", .number(minimum: 0, maximum: 1), default: 1e-5,
    "Iterations end when no entry of a member's confusion matrix changes by as much.")

  static let inputs = list(samples)
  static let outputs = list(labels, probability, members, volumes, overall)
  static let grids = [SharedGrid("samples", outputs: ["labels", "probability"])]
  static let parameters = list(
    EnsembleDraw.size, EnsembleDraw.draw, EnsembleDraw.order, iterations, tolerance)

  private let draw: EnsembleDraw
  private let iterations: Int
  private let tolerance: Double

  init(_ values: ParameterValues) throws {
    draw = try EnsembleDraw(values)
    iterations = values[Self.iterations]
    tolerance = values[Self.tolerance]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let (members, maps) = try draw.load(inputs[Self.samples]) { try context.progress(0.3 * $0) }
    let estimate = try naming("the members") {
      try MultiLabelSTAPLE(
        maps.map(\.voxels), iterations: iterations, tolerance: tolerance, threads: context.threads
      ) { try context.progress(1 - 0.7 / Double(1 + $0)) }
    }
    if estimate.lastChange >= tolerance {
      context.warn(
        "STAPLE stopped after \(Counted.text(iterations, "iteration")) before it had settled; raise "
          + "`iterations`")
    }
    let ensemble = Labels(voxels: estimate.labels, on: maps[0].grid)
    return [
      Self.labels(ensemble),
      Self.probability(Volume(voxels: .binary32(estimate.probability), on: ensemble.grid)),
      Self.members(table(estimate, members.map(\.coordinates))),
      Self.volumes(EnsembleVolumes.table(ensemble, maps)),
      Self.overall(
        Table([
          .init("members", .integers([members.count])),
          .init("disputed", .integers([estimate.disputed])),
          .init("iterations", .integers([estimate.iterations])),
          .init("change", .numbers([estimate.lastChange])),
        ])),
    ]
  }

  private func table(_ estimate: MultiLabelSTAPLE, _ members: [Coordinates]) -> Table {
    let count = estimate.names.count
    let labels = members.flatMap { _ in estimate.names }
    return Table([
      .init(
        "member",
        .text(members.flatMap { [String](repeating: $0.description, count: count) })),
      .init("label", .integers(labels.map(Int.init))),
      .structureNames(of: labels),
      .init("sensitivity", .numbers(estimate.sensitivity.flatMap { $0 })),
      .init("predictive", .numbers(estimate.predictiveValue.flatMap { $0 })),
    ])
  }
}

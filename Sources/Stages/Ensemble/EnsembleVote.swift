import Arithmetic
import Imaging
import PipelineKit

/// One label map from several: what most of them say.
struct EnsembleVote: Stage {
  static let kind = "ensemble/vote"
  static let version = 1
  static let summary = "One label map from several: of each voxel the label with the most votes."
  static let source =
    "Majority vote as in arXiv 2509.05238, `bincount().argmax()`: the lowest of tied labels wins."
  static let usesArithmetic = false
  static let tieStream = DrawnStream(
    "ties", followsRepeat: false, "Which of tied labels wins, where `ties` is `random`.")
  static let streams = [tieStream]

  static let samples = Input<Many<Labels>>(
    "samples", called: "the member", "Label maps of one thing on one grid; 0 votes like any label.")
  static let labels = Output<Labels>("labels", "The winners.")
  static let agreement = Output<Volume>(
    "agreement", "The part of the members that say what won, 0 to 1.")
  static let volumes = Output<Table>("volumes", EnsembleVolumes.doc)
  static let overall = Output<Table>(
    "summary",
    "One row: members; voxels on which they differ, and on which the vote is tied; disagreement, the "
      + "probability that two of them differ on a voxel that some label.")
  static let ties = Parameter(
    "ties", .choice(Ties.self), default: .lowest,
    "Which of several labels with the most votes wins: the `lowest`, or one drawn at `random`.")

  static let inputs = list(samples)
  static let outputs = list(labels, agreement, volumes, overall)
  static let grids = [SharedGrid("samples", outputs: ["labels", "agreement"])]
  static let parameters = list(EnsembleDraw.size, EnsembleDraw.draw, EnsembleDraw.order, ties)

  enum Ties: String, CaseIterable { case lowest, random }

  private let draw: EnsembleDraw
  private let drawsTies: Bool

  init(_ values: ParameterValues) throws {
    draw = try EnsembleDraw(values)
    drawsTies = values[Self.ties] == .random
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let (members, maps) = try draw.load(inputs[Self.samples]) { try context.progress(0.5 * $0) }
    let stream = context.random(Self.tieStream)
    let vote = try naming("the members") {
      try LabelVote(
        maps.map(\.voxels), threads: context.threads,
        choosing: drawsTies
          ? { voxel, tied in
            tied[Int(stream.word(UInt64(voxel)) % UInt64(tied.count))]
          } : nil)
    }
    let ensemble = Labels(voxels: vote.labels, on: maps[0].grid)
    return [
      Self.labels(ensemble),
      Self.agreement(Volume(voxels: .binary32(vote.agreement), on: ensemble.grid)),
      Self.volumes(EnsembleVolumes.table(ensemble, maps)),
      Self.overall(
        Table([
          .init("members", .integers([members.count])),
          .init("disputed", .integers([vote.disputed])),
          .init("tied", .integers([vote.tied])),
          .init("disagreement", .numbers([vote.disagreement])),
        ])),
    ]
  }
}

import Figures
import PipelineKit

/// Which results are of images that a network behind them was trained on: what they say of its quality is too
/// good.
///
/// Images are told by their content, whatever they are called.
struct LearntFrom {
  struct Row: Equatable {
    /// The stage that was given the image, and where.
    let stage: String
    let coordinates: String
    let training: String
  }

  let rows: [Row]

  init(_ ancestry: Ancestry) {
    /// Trainings that led to each result, itself included.
    var trainings: [JobKey: Set<JobKey>] = [:]
    var learnt: [JobKey: (stage: String, images: Set<Digest>)] = [:]
    var rows: [Row] = []
    // The last result is the page itself.
    for member in ancestry.results.dropLast() {
      var own = (member.origin?.keys ?? []).reduce(into: Set<JobKey>()) {
        $0.formUnion(trainings[$1] ?? [])
      }
      let given = Set(member.record.inputs.flatMap { $0.items.map(\.digest) })
      for key in own {
        guard let training = learnt[key], !training.images.isDisjoint(with: given) else { continue }
        rows.append(
          Row(
            stage: member.run.stage, coordinates: member.run.coordinates.description,
            training: training.stage))
      }
      if member.record.kind.hasPrefix("train/") {
        own.insert(member.key)
        let images = member.record.inputs.filter { Self.ports.contains($0.port) }
        learnt[member.key] = (
          member.run.stage, Set(images.flatMap { $0.items.map(\.digest) })
        )
      }
      trainings[member.key] = own
    }
    self.rows = rows
  }

  /// What networks learn from; they are only tried on validation images.
  private static let ports: Set<String> = ["images", "labels"]

  private static let most = 200

  func html() -> String {
    guard !rows.isEmpty else { return "" }
    let table = HTML.table(
      header: ["stage", "at", "network trained by"],
      rows: rows.prefix(Self.most).map { [$0.stage, $0.coordinates, $0.training] },
      isNumber: [false, false, false],
      caption:
        "Results of images that the network behind them was trained on: what they say of its quality "
        + "does not hold for others."
        + (rows.count > Self.most ? " The first \(Self.most) of \(rows.count) are listed." : ""))
    return "<div class=\"learnt-from\">\(table)</div>\n"
  }
}

import PipelineKit
import Training

/// How a network is trained.
struct TrainingPlan: DeclaresPorts {
  static let epochs = Parameter(
    "epochs", .list(of: .integer(minimum: 1, maximum: 100_000), minimumCount: 1), default: [20],
    "How often the network sees each example: the networks after these epochs come out along the axis "
      + "`epoch`, and the greatest is the last, `[9, 70]`.")
  static let batch = Parameter(
    "batch", .integer(minimum: 1, maximum: 1024), default: 1,
    "Examples that go through the network together.")
  static let accumulate = Parameter(
    "accumulate", .integer(minimum: 1, maximum: 1024), default: 1,
    "Batches whose gradients are added before an update.")
  static let optimizer = Parameter(
    "optimizer", .choice(OptimizerName.self), default: .adamw,
    "`adamw`, `adam`, `sgd` (momentum 0.9) or `adadelta`, with PyTorch's defaults otherwise.")
  static let rate = Parameter(
    "rate", .number(minimum: 1e-9, maximum: 100), default: 0.01, "Of learning, at the start.")
  static let decay = Parameter(
    "decay", .number(minimum: 0, maximum: 1), default: 1e-4, "Of the weights.")
  static let schedule = Parameter(
    "schedule", .choice(ScheduleName.self), default: .cosine,
    "`cosine`: warm restarts, cycles of `cycle` epochs, each twice as long as the one before, down to a "
      + "hundredth; `step`: times `factor` every `cycle` epochs; `constant`.")
  static let cycle = Parameter(
    "cycle", .integer(minimum: 1, maximum: 100_000), unit: "epochs", default: 10,
    "Of the first cycle, or of a step.")
  static let factor = Parameter(
    "factor", .number(minimum: 1e-6, maximum: 1), default: 0.3,
    "Of the rate, every `cycle` epochs of the schedule `step`.")
  static let initializer = Parameter(
    "initializer", .choice(Initializer.self), default: .kaimingNormal,
    "How filters start: the thirteen ways of arXiv 2509.05238.")
  static let parameters = list(
    epochs, batch, accumulate, optimizer, rate, decay, schedule, cycle, factor, initializer)

  enum OptimizerName: String, CaseIterable { case adamw, adam, sgd, adadelta }
  enum ScheduleName: String, CaseIterable { case cosine, step, constant }

  /// Epochs whose networks are kept, ascending.
  let kept: [Int]
  let batch: Int
  let accumulate: Int
  let optimizer: any Optimizer
  let schedule: any Schedule
  let initializer: Initializer
  private let base: Double

  init(_ values: ParameterValues) throws {
    kept = values[Self.epochs].sorted()
    (batch, accumulate) = (values[Self.batch], values[Self.accumulate])
    (base, initializer) = (values[Self.rate], values[Self.initializer])
    let decay = values[Self.decay]
    optimizer =
      switch values[Self.optimizer] {
      case .adamw: AdamW(decay: decay)
      case .adam: Adam(decay: decay)
      case .sgd: SGD(momentum: 0.9, decay: decay)
      case .adadelta: Adadelta(decay: decay)
      }
    let cycle = values[Self.cycle]
    schedule =
      switch values[Self.schedule] {
      case .cosine: CosineWarmRestarts(first: cycle, growth: 2, least: base / 100)
      case .step: StepSchedule(every: cycle, factor: values[Self.factor])
      case .constant: ConstantSchedule()
      }
  }

  /// Of the whole training.
  var epochs: Int { kept.last ?? 0 }

  /// The values along the axis of networks that are kept, as the manifest gives them.
  static func axis(_ values: ParameterValues) -> [String] { values[epochs].map(String.init) }

  /// The rate after so many epochs, parts of one included.
  func rate(after epochs: Double) -> Double { schedule.rate(base, after: epochs) }
}

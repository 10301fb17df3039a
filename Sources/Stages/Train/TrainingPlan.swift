import PipelineKit
import Training

/// How a network is trained.
struct TrainingPlan: DeclaresPorts {
  static let epochs = Parameter(
    "epochs", .integer(minimum: 1, maximum: 100_000), default: 20,
    "How often the network sees each image.")
  static let batch = Parameter(
    "batch", .integer(minimum: 1, maximum: 1024), default: 1,
    "Images whose gradients are added before an update.")
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
      + "hundredth; `step`: a third every `cycle` epochs; `constant`.")
  static let cycle = Parameter(
    "cycle", .integer(minimum: 1, maximum: 100_000), unit: "epochs", default: 10,
    "Of the first cycle, or of a step.")
  static let initializer = Parameter(
    "initializer", .choice(Initializer.self), default: .kaimingNormal,
    "How filters start: the thirteen ways of arXiv 2509.05238.")
  static let weighting = Parameter(
    "class-weights", .boolean, default: true,
    "Whether the cross-entropy of a voxel is weighted by the median number of voxels of a class over that "
      + "of its own, at most 5, in each image.")
  static let parameters = list(
    epochs, batch, optimizer, rate, decay, schedule, cycle, initializer, weighting)

  enum OptimizerName: String, CaseIterable { case adamw, adam, sgd, adadelta }
  enum ScheduleName: String, CaseIterable { case cosine, step, constant }

  let epochs: Int
  let batch: Int
  let optimizer: any Optimizer
  let schedule: any Schedule
  let initializer: Initializer
  let weighsClasses: Bool
  private let base: Double

  init(_ values: ParameterValues) throws {
    (epochs, batch, base) = (values[Self.epochs], values[Self.batch], values[Self.rate])
    (initializer, weighsClasses) = (values[Self.initializer], values[Self.weighting])
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
      case .step: StepSchedule(every: cycle, factor: 1.0 / 3)
      case .constant: ConstantSchedule()
      }
  }

  /// The rate after so many epochs, parts of one included.
  func rate(after epochs: Double) -> Double { schedule.rate(base, after: epochs) }
}

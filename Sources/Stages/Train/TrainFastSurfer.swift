import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// FastSurfer's network of one plane, trained from nothing: as published, or of any other size.
struct TrainFastSurfer: Stage {
  static let kind = "train/fastsurfer"
  static let version = 1
  static let summary =
    "A network of FastSurfer's, trained on slabs of conformed heads; the defaults are the published ones."
  static let source =
    "Henschel et al. (2022), NeuroImage 251 (VINN); train.py, losses.py and FastSurferVINN.yaml's training "
    + "configuration of FastSurfer 2.4.0-dev (commit 7c45785)."

  static let scaleStream = DrawnStream(
    "scales", followsRepeat: false, "Noise on the scale of each slice.")
  static let streams = [
    TrainingPorts.initialization, TrainingPorts.shuffle, ExampleAugmentation.stream, scaleStream,
  ]
  static let layers = ["normalize", "fill", "weights", "augment", "*"]

  static let model = Output<SourcedWeights>(
    "model",
    "The network after each of the `epochs`, for `segment/fastsurfer`; `.pt` and `.pkl` files are "
      + "checkpoints that FastSurfer loads."
  ).along("epoch", TrainingPlan.axis)

  static let inputs = list(
    TrainingPorts.images, TrainingPorts.labels, TrainingPorts.validationImages,
    TrainingPorts.validationLabels)
  static let outputs = list(
    model, TrainingPorts.best, TrainingPorts.metrics, TrainingPorts.classes,
    ExampleAugmentation.draws)
  static let parameters =
    SliceChoice.parameters
    + TrainingPlan.parameters.with(defaults: ["epochs": [70], "batch": 8, "accumulate": 2])
    + WeightChoice.parameters.with(defaults: ["edge-weight": 5.0])
    + ExampleAugmentation.parameters

  private let values: ParameterValues
  private let plan: TrainingPlan
  private let choice: SliceChoice

  init(_ values: ParameterValues) throws {
    self.values = values
    plan = try TrainingPlan(values)
    choice = try SliceChoice(values)
    _ = try ExampleAugmentation(values, RandomStream(key: 0, stream: 0))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let pairs = try LabelledPairs(inputs[TrainingPorts.images], inputs[TrainingPorts.labels])
    let weights = WeightChoice.map(values, cortexAbove: choice.plane == .sagittal ? 19 : 33)
    func slices(_ pairs: LabelledPairs, _ augmentation: ExampleAugmentation?) throws
      -> LabelledSlices
    {
      try LabelledSlices(
        pairs, choice, weights: weights, augmentation: augmentation,
        scales: context.random(Self.scaleStream), arithmetic)
    }
    let augmentation = try ExampleAugmentation(
      values, context.random(ExampleAugmentation.stream))
    let training = try slices(pairs, augmentation)
    let validation = try LabelledPairs.validation(
      inputs[TrainingPorts.validationImages], inputs[TrainingPorts.validationLabels]
    ).map { try slices($0, nil) }
    context.log("\(training.count) \(choice.plane.rawValue) slices of \(pairs.indices.count) heads")
    return try naming("the training") {
      let network = try choice.network().initialized(
        plan.initializer, seed: context.random(TrainingPorts.initialization).word(0))
      var session = TrainingSession(
        plan: plan, network: network, training: training, validation: validation,
        order: context.random(TrainingPorts.shuffle),
        checkpoints: TrainingCheckpoints(context.checkpoints), format: arithmetic.format
      ) { [SegmentationLoss()($0[0], $1.classes, weights: $1.weights, $2)] }
      try session.run(context)
      let learnt = try pairs.learnt()
      func made(_ network: Network, _ epoch: Int? = nil) throws -> SourcedWeights {
        try TrainedModel.of(
          network, names: choice.classes.names, trainedOn: learnt, epoch: epoch,
          batches: (epoch ?? plan.epochs) * ((training.count + plan.batch - 1) / plan.batch),
          metadata: [.init("config", .string(choice.configuration))])
      }
      let draws =
        values[ExampleAugmentation.keeps]
        ? augmentation?.table(
          epochs: plan.epochs, count: training.count, name: training.name, frame: training.frame)
        : nil
      return Outputs(
        try plan.kept.map { try Self.model(made(session.network(after: $0), $0), at: "\($0)") }
          + [TrainingPorts.best(made(session.best()))]
          + TrainingPorts.tables(session, names: choice.classes.names, draws: draws))
    }
  }
}

extension [AnyParameter] {
  /// The same parameters with other defaults for some of them.
  func with(defaults: [String: Value]) -> [AnyParameter] {
    map { parameter in
      var own = parameter
      if let value = defaults[parameter.name] { own.defaultValue = value }
      return own
    }
  }
}

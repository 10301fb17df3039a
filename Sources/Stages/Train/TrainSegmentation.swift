import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// A network that is trained to label images, from nothing.
struct TrainSegmentation: Stage {
  static let kind = "train/segmentation"
  static let version = 2
  static let summary =
    "A network trained to label images: forward, backward and update in one arithmetic."
  static let source =
    "Losses, schedules and AdamW as FastSurfer trains (Henschel et al. 2022; FastSurfer 2.4.0-dev, commit "
    + "7c45785); MeshNet by Fedorov et al. (2017); initializers of arXiv 2509.05238."

  static let streams = [
    TrainingPorts.initialization, TrainingPorts.shuffle, ExampleAugmentation.stream,
    DropoutChoice.stream,
  ]
  static let layers = ["normalize", "weights", "augment", "*"]

  static let model = Output<SourcedWeights>(
    "model",
    "The network after each of the `epochs`: input `[n, 1, x, y, z]`, output `[n, classes, x, y, z]`, for "
      + "`segment/network` with `names` as its `classes` and `normalize: range`."
  ).along("epoch", TrainingPlan.axis)
  static let inputs = list(
    TrainingPorts.images, TrainingPorts.labels, TrainingPorts.validationImages,
    TrainingPorts.validationLabels)
  static let outputs = list(
    model, TrainingPorts.best, TrainingPorts.names, TrainingPorts.metrics, TrainingPorts.classes,
    ExampleAugmentation.draws)
  static let grids = TrainingPorts.grids
  static let parameters =
    MeshNetChoice.parameters + TrainingPlan.parameters + WeightChoice.parameters
    + ExampleAugmentation.parameters

  private let values: ParameterValues
  private let plan: TrainingPlan
  /// Seconds between checkpoints at least; tests have many.
  var leastPeriod = 1.0

  init(_ values: ParameterValues) throws {
    self.values = values
    plan = try TrainingPlan(values)
    _ = try ExampleAugmentation(values, RandomStream(key: 0, stream: 0))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let pairs = try LabelledPairs(inputs[TrainingPorts.images], inputs[TrainingPorts.labels])
    let names = try pairs.names()
    let weights = WeightChoice.map(values, cortexAbove: .max)
    let augmentation = try ExampleAugmentation(
      values, context.random(ExampleAugmentation.stream))
    let training = try LabelledImages(
      pairs, names, weights: weights, batch: plan.batch, augmentation: augmentation, arithmetic)
    let validation = try LabelledPairs.validation(
      inputs[TrainingPorts.validationImages], inputs[TrainingPorts.validationLabels]
    ).map {
      try LabelledImages(
        $0, names, weights: weights, batch: plan.batch, augmentation: nil, arithmetic)
    }
    context.log(
      "\(Counted.text(training.count, "image")), \(names.count) classes: names: "
        + "[\(names.map(String.init).joined(separator: ", "))]")
    return try naming("the training") {
      let network = try MeshNetChoice(values).network(classes: names.count)
        .initialized(plan.initializer, seed: context.random(TrainingPorts.initialization).word(0))
      var checkpoints = TrainingCheckpoints(context.checkpoints)
      checkpoints.least = leastPeriod
      var session = TrainingSession(
        plan: plan, network: network, training: training, validation: validation,
        order: context.random(TrainingPorts.shuffle), checkpoints: checkpoints,
        format: arithmetic.format
      ) { [SegmentationLoss()($0[0], $1.classes, weights: $1.weights, $2)] }
      session.dropout = context.random(DropoutChoice.stream)
      try session.run(context)
      let learnt = try pairs.learnt()
      func made(_ network: Network, _ epoch: Int? = nil) throws -> SourcedWeights {
        try TrainedModel.of(network, names: names, trainedOn: learnt, epoch: epoch)
      }
      let draws =
        values[ExampleAugmentation.keeps]
        ? augmentation?.table(
          epochs: plan.epochs, count: training.count, name: { training.images[$0].name },
          frame: { training.images[$0].frame }) : nil
      return Outputs(
        try plan.kept.map { try Self.model(made(session.network(after: $0), $0), at: "\($0)") }
          + [TrainingPorts.best(made(session.best())), TrainingPorts.names(names)]
          + TrainingPorts.tables(session, names: names, draws: draws))
    }
  }
}

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
    "A network of FastSurfer's, trained on slabs of conformed heads, or on FastSurfer's own files of slices; "
    + "the defaults are the published ones."
  static let source =
    "Henschel et al. (2022), NeuroImage 251 (VINN); train.py, losses.py and FastSurferVINN.yaml's training "
    + "configuration of FastSurfer 2.4.0-dev (commit 7c45785)."

  static let scaleStream = DrawnStream(
    "scales", followsRepeat: false, "Noise on the scale of each slice.")
  static let streams = [
    TrainingPorts.initialization, TrainingPorts.shuffle, ExampleAugmentation.stream, scaleStream,
  ]
  static let layers = ["normalize", "fill", "weights", "augment", "*"]

  static let images = Input<Many<Volume>?>(
    "images", called: "the image", "Conformed heads that are learnt from.")
  static let labels = Input<Many<Labels>?>(
    "labels", called: "the label map", "Of each image, on its grid.")
  static let slices = Input<Many<Artifact>?>(
    "slices", called: "the file of slices", anyOf: [FileType.type],
    "In place of images and labels: HDF5 files for the training of FastSurfer, of the same plane, as "
      + "`generate_hdf5.py` writes them; a source of them says `type: file`. Their weights count, in place of "
      + "those that parameters describe.")
  static let validationSlices = Input<Many<Artifact>?>(
    "validation-slices", called: "the validation file of slices", anyOf: [FileType.type],
    "Such files of other persons, in place of validation images.")
  static let model = Output<SourcedWeights>(
    "model",
    "The network after each of the `epochs`, for `segment/fastsurfer`; `.pt` and `.pkl` files are "
      + "checkpoints that FastSurfer loads."
  ).along("epoch", TrainingPlan.axis)

  static let inputs = list(
    images, labels, TrainingPorts.validationImages, TrainingPorts.validationLabels, slices,
    validationSlices)
  static let outputs = list(
    model, TrainingPorts.best, TrainingPorts.metrics, TrainingPorts.classes,
    ExampleAugmentation.draws)
  static let grids = TrainingPorts.grids
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
    let source = try SliceSource(
      images: inputs[Self.images], labels: inputs[Self.labels], files: inputs[Self.slices])
    let weights = WeightChoice.map(values, cortexAbove: choice.plane == .sagittal ? 19 : 33)
    func slices(_ source: SliceSource, _ augmentation: ExampleAugmentation?) throws
      -> LabelledSlices
    {
      try LabelledSlices(
        source.stacks(choice, weights: weights, context), choice, augmentation: augmentation,
        scales: context.random(Self.scaleStream))
    }
    let augmentation = try ExampleAugmentation(
      values, context.random(ExampleAugmentation.stream))
    let training = try slices(source, augmentation)
    let learnt = try source.learnt()
    let validation = try SliceSource.validation(
      images: inputs[TrainingPorts.validationImages],
      labels: inputs[TrainingPorts.validationLabels], files: inputs[Self.validationSlices]
    ).map { try slices($0, nil) }
    context.log("\(training.count) \(choice.plane.rawValue) slices of \(source.summary(learnt))")
    return try naming("the training") {
      let network = try choice.network().initialized(
        plan.initializer, seed: context.random(TrainingPorts.initialization).word(0))
      var session = TrainingSession(
        plan: plan, network: network, training: training, validation: validation,
        order: context.random(TrainingPorts.shuffle),
        checkpoints: TrainingCheckpoints(context.checkpoints), format: arithmetic.format
      ) { [SegmentationLoss()($0[0], $1.classes, weights: $1.weights, $2)] }
      try session.run(context)
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

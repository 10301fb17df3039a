import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// A network that is trained to register brains: by synthesis, or on images themselves.
struct TrainRegistration: Stage {
  static let kind = "train/registration"
  static let version = 1
  static let summary =
    "A network trained to register images: SynthMorph's by synthesis from label maps or shapes, VoxelMorph's "
    + "on images."
  static let source =
    "Hoffmann et al. (2022), IEEE Trans. Med. Imaging 41 (SynthMorph), with neurite's labels_to_image; "
    + "Balakrishnan et al. (2019), IEEE Trans. Med. Imaging 38 (VoxelMorph); VxmDense of VoxelMorph (commit "
    + "ca28315)."

  static let synthesis = DrawnStream(
    "synthesis", followsRepeat: false,
    "What images are made with: shapes, deformations, contrasts, bias fields, noise.")
  static let streams = [TrainingPorts.initialization, TrainingPorts.shuffle, synthesis]
  static let layers = ["normalize", "shapes", "synthesize", "*"]

  static let labels = Input<Many<Labels>?>(
    "labels", called: "the label map",
    "Label maps that images are made of, aligned with each other, on one grid.")
  static let images = Input<Many<Volume>?>(
    "images", called: "the image",
    "Brains that are moved onto each other, aligned by affine transforms, on one grid.")
  static let fixed = Input<Volume?>(
    "fixed", called: "the fixed image",
    "An atlas that all images are moved onto, instead of each other; on their grid.")
  static let validationLabels = Input<Many<Labels>?>(
    "validation-labels", called: "the validation label map",
    "Label maps of other persons, made into images that the network is tried on after each epoch.")
  static let validationImages = Input<Many<Volume>?>(
    "validation-images", called: "the validation image",
    "Images of other persons, which the network is tried on after each epoch.")
  static let model = Output<SourcedWeights>(
    "model", "The network after each of the `epochs`, for `register/synthmorph`."
  ).along("epoch", TrainingPlan.axis)
  static let best = Output<SourcedWeights>(
    "best", "The network of the epoch with the least loss by validation; of the last one without.")
  static let metrics = Output<Table>(
    "metrics",
    "A row an epoch: rate, loss and its parts (means over steps), the penalty before it is weighted, and the "
      + "same of the validation examples.")

  static let from = Parameter(
    "from", .choice(Source.self), default: .labels,
    "What is learnt from: `labels`, images made of label maps; `shapes`, of random shapes, without any input; "
      + "`images`.")
  static let pairs = Parameter(
    "pairs", .integer(minimum: 1, maximum: 1_000_000), default: 100, "Pairs of images in an epoch.")
  static let scored = Parameter(
    "scored", .list(of: .integer(minimum: 0)), default: [],
    "Labels that are to come to lie on each other; all but 0 where nothing is said.")
  static let same = Parameter(
    "same-map", .boolean, default: false,
    "Whether both images are made of one label map, deformed in two ways, instead of two.")
  static let flip = Parameter(
    "flip", .boolean, default: true, "Whether both label maps are mirrored along random axes.")
  static let shapes = Parameter(
    "shapes", .integer(minimum: 2, maximum: 256), default: 16, "Labels of random shapes.")
  static let size = Parameter(
    "size", .list(of: .integer(minimum: 8, maximum: 512), minimumCount: 1), unit: "voxels",
    default: [96], "Of images of random shapes, one extent or three.")

  static let inputs = list(labels, images, fixed, validationLabels, validationImages)
  static let outputs = list(model, best, metrics)
  static let grids = [
    SharedGrid("images", "fixed", "validation-images"), SharedGrid("labels", "validation-labels"),
  ]
  static let parameters =
    list(from, pairs, scored, same, flip, shapes, size) + RegistrationNetwork.parameters
    + TrainingPlan.parameters.with(defaults: [
      "epochs": [1500], "optimizer": "adam", "rate": 1e-4, "decay": 0.0, "schedule": "constant",
    ])
    + list(
      SynthesizeImage.deformation, SynthesizeImage.scales, SynthesizeImage.blur,
      SynthesizeImage.bias, SynthesizeImage.biasScale, SynthesizeImage.thickness,
      SynthesizeImage.gamma, SynthesizeImage.noise
    ).with(defaults: ["noise": 0.0])

  enum Source: String, CaseIterable { case labels, shapes, images }

  private let values: ParameterValues
  private let plan: TrainingPlan
  private let registration: RegistrationNetwork
  /// Seconds between checkpoints at least; tests have many.
  var leastPeriod = 1.0

  init(_ values: ParameterValues) throws {
    self.values = values
    plan = try TrainingPlan(values)
    registration = try RegistrationNetwork(values)
    guard [1, 3].contains(values[Self.size].count) else {
      throw ParameterError(Self.size, "one extent or three")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let examples = try RegistrationExamples(values, registration, inputs, context)
    return try naming("the training") {
      let network = try registration.network(
        extents: examples.extents, plan.initializer, context.random(TrainingPorts.initialization))
      var checkpoints = TrainingCheckpoints(context.checkpoints)
      checkpoints.least = leastPeriod
      var session = TrainingSession(
        plan: plan, network: network, training: examples.training, validation: examples.validation,
        order: context.random(TrainingPorts.shuffle), checkpoints: checkpoints,
        format: arithmetic.format,
        loss: registration.loss(comparesLabels: values[Self.from] != .images))
      try session.run(context)
      func made(_ network: Network, _ epoch: Int? = nil) throws -> SourcedWeights {
        TrainedModel.of(
          try registration.graph.model(of: network, extents: examples.extents),
          trainedOn: examples.learnt, epoch: epoch)
      }
      return Outputs(
        try plan.kept.map { try Self.model(made(session.network(after: $0), $0), at: "\($0)") }
          + [Self.best(made(session.best())), Self.metrics(session.record.table)])
    }
  }
}

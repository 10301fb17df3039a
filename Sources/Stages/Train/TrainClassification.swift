import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// A small network that is trained to tell images apart: what training does, in minutes.
struct TrainClassification: Stage {
  static let kind = "train/classification"
  static let version = 1
  static let summary =
    "A small network trained to tell images of a table apart, and what it says of others."
  static let source =
    "PyTorch's MNIST example (pytorch/examples, mnist/main.py), as the side study of arXiv "
    + "2509.05238 trains it: Adadelta, rate times 0.7 an epoch, batches of 64, a tenth for validation."

  static let split = DrawnStream(
    "split", followsRepeat: false, "Which images are for validation.")
  static let streams = [
    TrainingPorts.initialization, TrainingPorts.shuffle, split, DropoutChoice.stream,
  ]
  static let layers = ["normalize", "*"]

  static let images = Input<Table>(
    "images", "A row for each image: its label, a whole number from 1, and its pixels, row by row.")
  static let test = Input<Table?>("test", "Other images, of the same columns, that it is tried on.")
  static let model = Output<SourcedWeights>(
    "model",
    "The network after each of the `epochs`: input `[n, 1, height, width]`, output `[n, classes]`."
  ).along("epoch", TrainingPlan.axis)
  static let labels = Output<Labels>(
    "labels",
    "What the last network says of each image of `test`: one voxel an image, so that stages for label maps "
      + "compare, count and vote.")
  static let truth = Output<Labels>("truth", "The true label of each.")
  static let scores = Output<Table>(
    "scores", "One row: images of `test`, and the part whose label is right.")
  static let filters = Parameter(
    "filters", .integer(minimum: 1, maximum: 1024), default: 32,
    "Of the first convolution; the second has twice as many.")
  static let hidden = Parameter(
    "hidden", .integer(minimum: 1, maximum: 65536), default: 128,
    "Numbers between the two matrices.")
  static let column = Parameter("label", .string, default: "label", "The column of the labels.")
  static let width = Parameter(
    "width", optional: .integer(minimum: 2, maximum: 4096), unit: "pixels",
    "Of the images; they are as high as wide where nothing is said.")
  static let part = Parameter(
    "validation", .number(minimum: 0, maximum: 0.9), default: 0.1,
    "The part of the images that is not learnt from, and tried after each epoch.")

  static let inputs = list(images, test)
  static let outputs = list(
    model, TrainingPorts.best, TrainingPorts.metrics, TrainingPorts.classes, labels, truth, scores)
  static let parameters =
    list(filters, hidden, column, width, part) + DropoutChoice.parameters
    + TrainingPlan.parameters.with(defaults: [
      "epochs": [14], "batch": 64, "optimizer": "adadelta", "rate": 1.0, "decay": 0.0,
      "schedule": "step", "cycle": 1, "factor": 0.7, "initializer": "kaiming-uniform",
    ])

  private let values: ParameterValues
  private let plan: TrainingPlan

  init(_ values: ParameterValues) throws {
    self.values = values
    plan = try TrainingPlan(values)
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    func read(_ table: Table, _ name: String, greatest: Double?) throws
      -> ClassifiedImages
    {
      try ClassifiedImages(
        table, called: name, label: values[Self.column], width: values[Self.width],
        greatest: greatest, arithmetic.layer("normalize"))
    }
    let all = try read(inputs[Self.images], "the table of images", greatest: nil)
    let test = try inputs[Self.test].map {
      try read($0, "the table of other images", greatest: all.greatest)
    }
    let names = all.names
    guard names.count > 1 else {
      throw StageError("all images have the label \(names[0]): there is nothing to tell apart")
    }
    if let test {
      guard test.pixels.shape.dropFirst() == all.pixels.shape.dropFirst() else {
        throw StageError("the other images have another size than those that are learnt from")
      }
      if let other = test.names.first(where: { !names.contains($0) }) {
        throw StageError("the other images have label \(other), which the network has no class for")
      }
    }
    let tried = Int(Double(all.count) * values[Self.part])
    let (validation, training) = all.split(tried, context.random(Self.split))
    return try naming("the training") {
      let shape = all.pixels.shape
      let network = try ImageClassifierGraph(
        classes: names.count, filters: values[Self.filters], hidden: values[Self.hidden],
        dropout: values[DropoutChoice.part]
      ).network(height: shape[2], width: shape[3])
        .initialized(
          plan.initializer, seed: context.random(TrainingPorts.initialization).word(0))
      var session = TrainingSession(
        plan: plan, network: network, training: training,
        validation: tried > 0 ? validation : nil, order: context.random(TrainingPorts.shuffle),
        checkpoints: TrainingCheckpoints(context.checkpoints), format: arithmetic.format,
        hasBackground: false, loss: Self.loss)
      session.dropout = context.random(DropoutChoice.stream)
      try session.run(context)
      let found =
        try test.map { test -> [Int32] in
          let images = test.images(Array(0..<test.labels.count))
          return try session.classes(of: images, arithmetic.fork(Self.testFork)).map {
            names[Int($0)]
          }
        } ?? []
      func map(_ labels: [Int32]) -> Labels {
        // A label map has a voxel.
        Labels(
          voxels: Tensor(
            shape: [max(1, labels.count), 1, 1], values: labels.isEmpty ? [0] : labels),
          affine: .identity)
      }
      let truth = test?.labels ?? []
      let right = zip(found, truth).count { $0 == $1 }
      func made(_ network: Network, _ epoch: Int? = nil) throws -> SourcedWeights {
        try TrainedModel.of(network, names: names, trainedOn: TrainedOn(), epoch: epoch)
      }
      return Outputs(
        try plan.kept.map { try Self.model(made(session.network(after: $0), $0), at: "\($0)") }
          + [
            TrainingPorts.best(made(session.best())), TrainingPorts.metrics(session.record.table),
            TrainingPorts.classes(session.record.classTable(names)), Self.labels(map(found)),
            Self.truth(map(truth)),
            Self.scores(
              Table([
                .init("images", .integers([truth.count])),
                .init(
                  "accuracy",
                  .numbers([truth.isEmpty ? .nan : Double(right) / Double(truth.count)])),
              ])),
          ])
    }
  }

  /// Of what is done to other images, beside the forks of steps and validations.
  private static let testFork = -(1 << 41)

  /// Cross-entropy of one class an image.
  private static let loss: TrainingSession.Loss = { outputs, batch, arithmetic in
    let logits = outputs[0]
    let (count, names) = (logits.shape[0], logits.shape[1])
    let found = CrossEntropyLoss()(
      logits.reshaped([count, names, 1]), Tensor(shape: [count, 1], values: batch.classes.values),
      arithmetic)
    return [LossValue(found.value, found.gradient.reshaped(logits.shape), parts: found.parts)]
  }
}

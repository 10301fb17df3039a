import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// A network that is trained to label images, from nothing.
struct TrainSegmentation: Stage {
  static let kind = "train/segmentation"
  static let version = 1
  static let summary =
    "A network trained to label images: forward, backward and update in one arithmetic."
  static let source =
    "Losses, schedules and AdamW as FastSurfer trains (Henschel et al. 2022; FastSurfer 2.4.0-dev, commit "
    + "7c45785); MeshNet by Fedorov et al. (2017); initializers of arXiv 2509.05238."

  static let initialization = DrawnStream(
    "initialization", followsRepeat: false, "The weights that a training starts with.")
  static let shuffle = DrawnStream(
    "shuffle", followsRepeat: false, "The order of the images in each epoch.")
  static let streams = [initialization, shuffle]
  static let layers = ["normalize", "weights", "*"]

  static let images = Input<Many<Volume>>(
    "images", called: "the image", "What is learnt from: images of one contrast, on any grids.")
  static let labels = Input<Many<Labels>>(
    "labels", called: "the label map", "Of each image, on its grid.")
  static let validationImages = Input<Many<Volume>?>(
    "validation-images", called: "the validation image",
    "Images of other persons, which the network is tried on after each epoch.")
  static let validationLabels = Input<Many<Labels>?>(
    "validation-labels", called: "the validation label map", "Of each of those images.")
  static let model = Output<SourcedWeights>(
    "model",
    "The network of the best epoch by validation, of the last one without: input `[n, 1, x, y, z]`, "
      + "output `[n, classes, x, y, z]`; its parameter `names` for `segment/network` is in the log."
  )
  static let metrics = Output<Table>(
    "metrics",
    "A row an epoch: rate, loss and its parts (means over steps), and mean intersection over union and "
      + "Dice over the classes but the first of the validation images.")

  static let inputs = list(images, labels, validationImages, validationLabels)
  static let outputs = list(model, metrics)
  static let parameters = MeshNetChoice.parameters + TrainingPlan.parameters

  private let plan: TrainingPlan
  private let shape: MeshNetChoice

  init(_ values: ParameterValues) throws {
    plan = try TrainingPlan(values)
    shape = MeshNetChoice(values)
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let training = try LabelledImages(
      inputs[Self.images], inputs[Self.labels], arithmetic.layer("normalize"))
    var validation: LabelledImages?
    if let images = try inputs[Self.validationImages], !images.isEmpty {
      guard let labels = try inputs[Self.validationLabels] else {
        throw StageError("validation images need 'validation-labels'")
      }
      validation = try LabelledImages(images, labels, arithmetic.layer("normalize"))
    }
    let names = try training.names()
    try validation?.check(names)
    context.log(
      "\(training.images.count) images, \(names.count) classes: names: [\(names.map(String.init).joined(separator: ", "))]"
    )
    return try naming("the training") {
      let network = try shape.network(classes: names.count)
        .initialized(plan.initializer, seed: context.random(Self.initialization).word(0))
      var session = TrainingSession(
        plan: plan, network: network, names: names, training: training, validation: validation,
        order: context.random(Self.shuffle))
      let trained = try session.run(arithmetic, progress: context.progress, log: context.log)
      return [
        Self.model(try .made(trained, names: names)), Self.metrics(session.table),
      ]
    }
  }
}

extension SourcedWeights {
  /// A network that was trained here, with the label of each class; its digest is that of its tensors.
  fileprivate static func made(_ network: Network, names: [Int32]) throws -> SourcedWeights {
    var model = try network.model()
    model.metadata.append(
      .init("names", .list(names.map { .integer(Int($0)) })))
    var hasher = ByteHasher()
    for entry in model.entries {
      Array(entry.name.utf8).withUnsafeBytes { hasher.update($0) }
      entry.tensor.withUnsafeBytes { hasher.update($0) }
    }
    return SourcedWeights(model, source: hasher.finalize())
  }
}

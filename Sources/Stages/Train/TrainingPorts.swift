import Imaging
import PipelineKit

/// What all trainings of labels are given, draw and put out.
enum TrainingPorts: DeclaresPorts {
  static let initialization = DrawnStream(
    "initialization", followsRepeat: false, "The weights that a training starts with.")
  static let shuffle = DrawnStream(
    "shuffle", followsRepeat: false, "The order of the examples in each epoch.")

  static let images = Input<Many<Volume>>(
    "images", called: "the image", "What is learnt from.")
  static let labels = Input<Many<Labels>>(
    "labels", called: "the label map", "Of each image, on its grid.")
  static let validationImages = Input<Many<Volume>?>(
    "validation-images", called: "the validation image",
    "Images of other persons, which the network is tried on after each epoch.")
  static let validationLabels = Input<Many<Labels>?>(
    "validation-labels", called: "the validation label map", "Of each of those images.")
  /// Of each image and its label map.
  static let grids = [
    SharedGrid("images", "labels", itemByItem: true),
    SharedGrid("validation-images", "validation-labels", itemByItem: true),
  ]
  static let best = Output<SourcedWeights>(
    "best",
    "The network of the epoch with the greatest mean intersection over union by validation; of the last "
      + "one without.")
  static let metrics = Output<Table>(
    "metrics",
    "A row an epoch: rate, loss and its parts (means over steps), and of the validation examples loss, mean "
      + "intersection over union and Dice over the classes, background left out, and the part of places "
      + "that are right.")
  static let classes = Output<Table>(
    "classes",
    "A row an epoch and class, where examples are validated: epoch, label, iou, dice; missing where neither "
      + "network nor truth have the class.")

  static let names = Output<Table>(
    "names",
    "A row for each class of the network, for the input `classes` of `segment/network`: class, label, name."
  )

  /// The label of each class, with FreeSurfer's names.
  static func names(_ labels: [Int32]) -> Outputs.Element {
    names(
      Table([
        .init("class", .integers(Array(labels.indices))),
        .init("label", .integers(labels.map { Int($0) })),
        .structureNames(of: labels),
      ]))
  }

  /// What a training puts out beside its networks.
  static func tables(
    _ session: TrainingSession, names: [Int32], draws: Table?
  ) -> [Outputs.Element] {
    [
      metrics(session.record.table), classes(session.record.classTable(names)),
      ExampleAugmentation.draws(draws ?? Table([])),
    ]
  }
}

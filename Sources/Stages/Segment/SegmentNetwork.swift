import Arithmetic
import Imaging
import Networks
import PipelineKit

/// Any network that gives one number a class and voxel, on one image or several.
struct SegmentNetwork: PortDerivingStage {
  static let kind = "segment/network"
  static let version = 4
  static let summary =
    "Labels of images by any trained network, read from an ONNX or TensorFlow.js file."
  static let source =
    "The network's own authors; operations as ONNX defines them (onnx/onnx 1.23, docs/Operators.md); "
    + "windows and mirrors as nnU-Net (Isensee et al. 2021, Nature Methods 18)."

  /// Layers are the network's own.
  static let layers = ["*"]

  static let network = Input<ModelWeights>(
    "network",
    "Input `[1, images, X, Y, Z]`, or one input `[1, 1, X, Y, Z]` an image; output `[1, classes, X, Y, "
      + "Z]`.")
  static let classes = Input<ClassList?>(
    "classes",
    "What the classes are: a table with `name`, and perhaps `label` and `class`; or brainchop's "
      + "colormap.json.")
  static let labels = Output<Labels>(
    "labels", "For each voxel the label of the class with the greatest number, the first of equals."
  )
  static let logits = Output<Volume>(
    "logits",
    "The greatest number of each voxel, or the only one: what a perturbation moves before labels "
      + "change.")
  static let probability = Output<Volume>(
    "probability", "The probability of the class that `probability-of` names.")
  static let probabilities = Output<Volume>(
    "probabilities", "The probabilities of the classes whose labels `probability-labels` names."
  ).along("class", ClassReading.severalNames)
  static let regions = Output<Table>(
    "regions", "A row for each class: class, label, name, voxels and volume in mm³.")
  static let samples = Output<Table>(
    "layers",
    "Values of each layer at some places, the same in every run: node, layer, operation, place, value; "
      + "for measure/layer-bits.")
  static let taken = Parameter(
    "output", .integer(minimum: 1, maximum: 64), default: 1,
    "Which of the network's outputs is taken.")
  static let window = Parameter(
    "window", .list(of: .integer(minimum: 1, maximum: 4096)), unit: "voxels", default: [],
    "Extents of the windows that the network sees one by one, one number or three; the whole image at "
      + "once where the list is empty.")
  static let overlap = Parameter(
    "overlap", .number(minimum: 0, maximum: 0.95), default: 0.5,
    "The least part of a window that it shares with the next one. Numbers are averaged with the "
      + "weights of a Gaussian of an eighth of the window.")
  static let mirror = Parameter(
    "mirror", .list(of: .integer(minimum: 1, maximum: 3)), default: [],
    "Axes of the network's arrays, 1 to 3, along which images are mirrored too, in all combinations; "
      + "numbers are averaged.")
  static let places = Parameter(
    "layer-places", .integer(minimum: 0, maximum: 100_000), default: 0,
    "How many values of each layer are kept in `layers`, such as 64. With any, layers run one by one "
      + "where they would share a pass over memory; the bits are the same.")
  static let memory = Parameter(
    "memory", .number(minimum: 0.001, maximum: 4096), unit: "GiB", default: 16,
    "What the network's values may take at once; more is refused before anything is computed.")

  static let inputs = list(NetworkImages.port("image"), network, classes)
  static let standIns = list(NetworkImages.port("image"))
  static let outputs = list(labels, logits, probability, probabilities, regions, samples)
  static let portParameters =
    NetworkImages.parameters + [ClassReading.severalLabels.declaration]
  static let grids = [
    SharedGrid("image", outputs: ["labels", "logits", "probability", "probabilities"])
  ]
  static let parameters =
    NetworkImages.parameters + NetworkPreparation.parameters + list(taken, window, overlap, mirror)
    + ClassReading.parameters + list(places, memory)

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    try NetworkImages.ports(
      values, besides: list(network, classes),
      outputs: ClassReading.outputs(outputs, several: probabilities, values))
  }

  private let names: [String]
  private let preparation: NetworkPreparation
  private let reading: ClassReading
  private let places: Int
  private var options = VolumeNetwork.Options()

  init(_ values: ParameterValues) throws {
    names = values[NetworkImages.names]
    preparation = try NetworkPreparation(values)
    reading = ClassReading(values)
    places = values[Self.places]
    let window = values[Self.window]
    guard [0, 1, 3].contains(window.count) else {
      throw ParameterError(Self.window, "a window has one extent or three, not \(window.count)")
    }
    options.window = window.count == 1 ? [Int](repeating: window[0], count: 3) : window
    options.overlap = values[Self.overlap]
    let mirrored = values[Self.mirror]
    guard Set(mirrored).count == mirrored.count else {
      throw ParameterError(Self.mirror, "an axis is named twice: \(mirrored)")
    }
    options.mirrored = mirrored.map { $0 - 1 }
    options.output = values[Self.taken] - 1
    options.limit = Int(values[Self.memory] * Double(1 << 30))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let images = try NetworkImages(inputs, names, preparation, arithmetic)
    return try naming("the network") {
      let weights = try inputs[Self.network]
      let network = try VolumeNetwork(
        weights, images: images.voxels.count, shape: images.shape,
        format: arithmetic.format, options)
      let classes = try ClassNames(
        network.classes, labels: reading.names, try inputs[Self.classes])
      let reading = try reading.choosing(among: classes.labels)
      try reading.check(
        classes: network.classes,
        bytes: images.image.voxels.count * (arithmetic.format == .binary32 ? 4 : 8),
        limit: options.limit)
      context.log(network.summary)
      TrainedOn.warn([weights], given: [images.image.voxels], context)
      let samples = LayerSamples(places: places)
      var slabs: [ClassReading.Slab] = []
      try network.run(
        images.voxels, arithmetic, samples: samples, progress: { try context.progress(0.9 * $0) },
        slab: { slabs.append(reading.read($0, arithmetic.layer("classes"))) })
      let result = reading.joined(slabs)
      return Outputs(
        [
          Self.labels(images.labels(classes.labels(result.classes))),
          Self.logits(images.volume(result.greatest)),
          Self.probability(images.volume(result.probability)),
          Self.regions(classes.table(result.classes, voxelVolume: images.image.grid.voxelVolume)),
          Self.samples(samples.table),
        ]
          + zip(reading.several, result.probabilities).map { label, values in
            Self.probabilities(images.volume(values), at: "\(label)")
          })
    }
  }
}

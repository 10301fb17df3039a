import Arithmetic
import Imaging
import Networks
import PipelineKit

/// The network that is trained on slabs, and what it sees of them.
struct SliceChoice: DeclaresPorts {
  static let plane = Parameter(
    "plane", .choice(AnatomicalPlane.self), "Of the slices that the network labels.")
  static let design = Parameter(
    "network", .choice(Design.self), default: .vinn,
    "`vinn`, for any resolution, or `cnn`, for one.")
  static let filters = Parameter(
    "filters", .integer(minimum: 1, maximum: 1024), default: 71, "Of each convolution.")
  static let inputFilters = Parameter(
    "input-filters", .integer(minimum: 1, maximum: 1024), default: 32,
    "Of the block before the zoom, of a `vinn`.")
  static let kernel = Parameter(
    "kernel", .integer(minimum: 1, maximum: 15), default: 3,
    "Height and width of the filters, odd; FastSurfer's first networks have 5.")
  static let window = Parameter(
    "window", .integer(minimum: 16, maximum: 4096), unit: "pixels", default: 256,
    "Height and width that a `vinn` zooms slices to; `segment/fastsurfer` works at 256.")
  static let padded = Parameter(
    "padded", optional: .integer(minimum: 16, maximum: 4096), unit: "pixels",
    "Height and width to which slices are padded with zeros, at their end; FastSurfer has 320. As they are "
      + "where nothing is said.")
  static let scaleNoise = Parameter(
    "scale-noise", .number(minimum: 0, maximum: 1), default: 0.1,
    "Deviation of normal noise on the scale that a `vinn` zooms each slice by.")
  static let least = Parameter(
    "empty-below", .integer(minimum: 0, maximum: 1_000_000_000), default: 50,
    "Slices whose numbers of classes sum up to this or less are left out.")
  static let other = Parameter(
    "other-labels", .choice(Other.self), default: .refuse,
    "What becomes of labels that FastSurfer has no class for: an error, or `background`.")
  static let parameters = list(
    plane, design, filters, inputFilters, kernel, window, padded, scaleNoise, least, other)

  enum Design: String, CaseIterable { case vinn, cnn }
  enum Other: String, CaseIterable { case refuse, background }

  let plane: AnatomicalPlane
  let graph: FastSurferGraph
  let padded: Int?
  let scaleNoise: Double
  let leastSum: Int
  let classes: LabelClasses
  private let window: Int?

  /// - Throws: `ParameterError` where sizes do not go together.
  init(_ values: ParameterValues) throws {
    plane = values[Self.plane]
    let truth = FastSurferTruth(plane)
    classes = LabelClasses(
      truth.names, twins: truth.twins, other: values[Self.other] == .background ? 0 : nil)
    let isVINN = values[Self.design] == .vinn
    guard values[Self.kernel] % 2 == 1 else {
      throw ParameterError(Self.kernel, "an odd number, so that filters have a middle")
    }
    graph = FastSurferGraph(
      slices: ThickSlabs.thickness, classes: truth.names.count, filters: values[Self.filters],
      inputFilters: isVINN ? values[Self.inputFilters] : nil, kernel: values[Self.kernel])
    let halved = "a multiple of \(graph.granularity), which is halved four times"
    if isVINN, values[Self.window] % graph.granularity != 0 {
      throw ParameterError(Self.window, halved)
    }
    if !isVINN, let padded = values[Self.padded], padded % graph.granularity != 0 {
      throw ParameterError(Self.padded, halved)
    }
    window = isVINN ? values[Self.window] : nil
    padded = values[Self.padded]
    scaleNoise = isVINN ? values[Self.scaleNoise] : 0
    leastSum = values[Self.least]
  }

  /// The network for slices of a size, each with a scale of its own.
  ///
  /// - Throws: `ModelError` where the sizes do not fit.
  func network(_ size: (height: Int, width: Int), scales: [ZoomScale]) throws(ModelError)
    -> Network
  {
    try graph.network(size: size, window: window.map { ($0, $0) }, scales: scales)
  }

  /// The network as it is handed on: for one slice of 256 × 256 pixels of 1 mm.
  func network() throws(ModelError) -> Network {
    let side = window ?? 256
    return try network((side, side), scales: [.one])
  }

  /// FastSurfer's own words for the network, which its checkpoints hold: YAML.
  var configuration: String {
    """
    DATA:
      CLASS_OPTIONS: [aseg, aparc]
      PLANE: \(plane.rawValue)
    MODEL:
      BASE_RES: 1.0
      DROPOUT: false
      HEIGHT: \(window ?? 256)
      KERNEL_H: \(graph.kernel)
      KERNEL_W: \(graph.kernel)
      MODEL_NAME: \(graph.inputFilters == nil ? "FastSurferCNN" : "FastSurferVINN")
      NUM_BLOCKS: 5
      NUM_CHANNELS: \(graph.slices)
      NUM_CLASSES: \(graph.classes)
      NUM_FILTERS: \(graph.filters)
      NUM_FILTERS_INTERPOL: \(graph.inputFilters ?? 32)
      POOL: 2
      STRIDE_CONV: 1
      STRIDE_POOL: 2
      WIDTH: \(window ?? 256)

    """
  }
}

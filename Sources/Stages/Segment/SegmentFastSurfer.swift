import Arithmetic
import Imaging
import Networks
import PipelineKit

/// FastSurfer's networks on a conformed image: the class of every voxel.
///
/// Slices stream through: beside the sums of logits (2.7 GB at 256³ in binary16, the most by far) one
/// slice's activations are in memory. Each slice has random bits of its own, by plane and number.
struct SegmentFastSurfer: PortDerivingStage {
  static let kind = "segment/fastsurfer"
  static let version = 4
  static let summary = "Whole-brain segmentation of a conformed head by FastSurfer's networks."
  static let source =
    "Henschel et al. (2020), NeuroImage 219; Henschel et al. (2022), NeuroImage 251 (VINN); "
    + "FastSurfer 2.4.0-dev (commit 7c45785), run_prediction.py."

  static let layers = [
    "inp_block", "interpol*", "encode*", "bottleneck", "decode*", "outp_block", "classifier",
    "classes",
  ]

  static let image = Input<Volume>(
    "image", "A conformed head: LIA, whole numbers from 0 to 255.")
  static let coronal = Input<ModelWeights?>(
    "coronal", "Weights of the coronal network, 79 classes.")
  static let sagittal = Input<ModelWeights?>(
    "sagittal", "Weights of the sagittal network, 51 classes.")
  static let axial = Input<ModelWeights?>("axial", "Weights of the axial network, 79 classes.")
  static let labels = Output<Labels>(
    "labels",
    "FreeSurfer labels of 79 classes; `segment/postprocess` tells hemispheres apart and makes "
      + "the mask.")
  static let logits = Output<Volume>(
    "logits",
    "The greatest logit of each plane at every voxel, summed with the planes' weights: what a "
      + "perturbation moves before labels change.")
  static let probabilities = Output<Volume>(
    "probabilities",
    "The probabilities of the classes whose labels `probability-labels` names, by softmax of the sums."
  ).along("class", ClassReading.severalNames)
  static let sums = Parameter(
    "sums", .choice(Sums.self), default: .float16,
    "Format of the weighted sums of logits over planes: `float16` as FastSurfer; `float32` takes "
      + "5.3 GB at 256³.")

  static let inputs = list(image, coronal, sagittal, axial)
  static let outputs = list(labels, logits, probabilities)
  static let portParameters = [ClassReading.severalLabels.declaration]
  static let grids = [SharedGrid("image", outputs: ["labels", "logits", "probabilities"])]
  static let parameters = list(sums, ClassReading.severalLabels, ClassReading.floor)

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    StagePorts(
      inputs: inputs,
      outputs: ClassReading.outputs(outputs, several: probabilities, values))
  }

  enum Sums: String, CaseIterable { case float16, float32 }

  private let precision: ViewAggregation.Precision
  /// Labels whose probabilities are put out, and their places among the classes.
  private let several: [(label: Int, place: Int)]
  private let floor: Double

  init(_ values: ParameterValues) throws {
    precision = values[Self.sums] == .float16 ? .half : .single
    floor = values[ClassReading.floor] ?? 0
    several = try (values[ClassReading.severalLabels] ?? []).map { label in
      guard let place = FastSurferClasses.labels.firstIndex(of: Int32(label)) else {
        throw ParameterError(
          ClassReading.severalLabels, "\(label) is the label of none of FastSurfer's 79 classes")
      }
      return (label, place)
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let image = try inputs[Self.image]
    let slabs = try naming("the image") { try ThickSlabs(image) }
    // All before the first slice: what is wrong with the last one shows at once.
    let networks = try AnatomicalPlane.allCases.compactMap { plane in
      try inputs[Self.weights(of: plane)].map { (plane, $0) }
    }
    let planes = try networks.map { plane, weights in
      (plane, try plan(plane, weights, slabs, image.affine, context.arithmetic.format))
    }
    TrainedOn.warn(networks.map(\.1), given: [image.voxels], context)
    guard !planes.isEmpty else {
      throw StageError("connect the weights of at least one network: coronal, sagittal or axial")
    }
    let sums = ViewAggregation(shape: slabs.shape, precision: precision)
    var logits = GreatestLogits(shape: slabs.shape)
    let total = planes.reduce(0) { $0 + $1.0.sliceCount(slabs.shape) }
    var done = 0
    for (number, (plane, plan)) in planes.enumerated() {
      let arithmetic = context.arithmetic.fork(plane.stream)
      for slice in 0..<plane.sliceCount(slabs.shape) {
        try add(slice, plane, slabs, plan, arithmetic.fork(slice), sums, &logits)
        done += 1
        try context.progress((several.isEmpty ? 1 : 0.9) * Double(done) / Double(total))
      }
      context.log("plane \(number + 1) of \(planes.count), \(plane.rawValue), is done")
    }
    let probabilities =
      several.isEmpty
      ? []
      : try sums.probabilities(
        of: several.map(\.place), context.arithmetic.layer("classes"),
        progress: { try context.progress(0.9 + 0.1 * $0) })
    return Outputs(
      [
        Self.labels(Labels(voxels: sums.labels(), on: image.grid)),
        Self.logits(Volume(voxels: logits.voxels, on: image.grid)),
      ]
        + zip(several, probabilities).map { several, values in
          Self.probabilities(
            Volume(voxels: values.withoutTraces(below: floor), on: image.grid),
            at: "\(several.label)")
        })
  }

  private static func weights(of plane: AnatomicalPlane) -> Input<ModelWeights?> {
    switch plane {
    case .axial: axial
    case .coronal: coronal
    case .sagittal: sagittal
    }
  }

  /// The plane's network for its slices.
  private func plan(
    _ plane: AnatomicalPlane, _ weights: ModelWeights, _ slabs: ThickSlabs, _ affine: Affine,
    _ format: RealFormat
  ) throws -> NetworkPlan {
    if let trained = FastSurferNetwork.plane(weights), trained != plane.rawValue {
      throw StageError(
        "the \(plane.rawValue) network was trained on \(trained) slices, as its file says: connect "
          + "it to the port '\(trained)'")
    }
    let name = "the \(plane.rawValue) network"
    let network = try naming(name) { try FastSurferNetwork(weights) }
    do {
      _ = try FastSurferClasses.channels(of: plane, count: network.classes)
    } catch { throw StageError(error.message) }
    guard network.slices == ThickSlabs.thickness else {
      throw StageError(
        "\(name): it sees \(network.slices) slices at once, where FastSurfer's see "
          + "\(ThickSlabs.thickness)")
    }
    let scale = plane.scaleFactors(affine)
    return try naming(name) {
      try network.plan(
        size: plane.sliceShape(slabs.shape),
        scale: ZoomScale(height: scale.height, width: scale.width), format: format)
    }
  }

  private func add(
    _ index: Int, _ plane: AnatomicalPlane, _ slabs: ThickSlabs, _ plan: NetworkPlan,
    _ arithmetic: any Arithmetic, _ sums: ViewAggregation, _ greatest: inout GreatestLogits
  ) throws {
    let slab = slabs.slab(index, plane, arithmetic)
    let all = try naming("the \(plane.rawValue) network") {
      try plan.apply(to: [slab.reshaped([1] + slab.shape)], arithmetic)
    }
    let logits = all.reshaped(Array(all.shape.dropFirst()))
    do { try sums.add(logits, slice: index, plane, arithmetic) } catch {
      throw StageError(error.message)
    }
    greatest.add(logits, slice: index, plane, arithmetic)
  }
}

extension AnatomicalPlane {
  /// Which random stream of a job the plane's slices have, whichever other planes there are.
  fileprivate var stream: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

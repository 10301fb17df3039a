import Arithmetic
import Imaging
import Networks
import PipelineKit

/// Any network that gives a few numbers for images: an age, a diagnosis, a quality.
struct PredictNetwork: PortDerivingStage {
  static let kind = "predict/network"
  static let version = 2
  static let summary =
    "Numbers of images by any trained network, read from an ONNX file: brain age, a class, a quality."
  static let source =
    "The network's own authors; operations as ONNX defines them (onnx/onnx 1.23, docs/Operators.md)."

  /// Layers are the network's own.
  static let layers = ["*"]

  static let network = Input<ModelWeights>(
    "network",
    "Input `[1, images, X, Y, Z]`, or one input `[1, 1, X, Y, Z]` an image; output of any shape, at most "
      + "10,000 numbers.")
  static let classes = Input<ClassList?>(
    "classes", "Names of the numbers, in order: a table with `name`; or brainchop's colormap.json.")
  static let values = Output<Table>(
    "values",
    "A row for each number of the output: index, name, value, and probability where it holds classes."
  )
  static let prediction = Output<Table>(
    "prediction",
    "One row: the first value, or the class with the greatest, its name and probability; and `expected`, "
      + "the sum of probability × `centres`, where these are given.")
  static let samples = Output<Table>(
    "layers",
    "Values of each layer at some places, the same in every run: node, layer, operation, place, value; "
      + "for measure/layer-bits.")
  static let taken = SegmentNetwork.taken
  static let gives = Parameter(
    "gives", .choice(Given.self), default: .values,
    "What the output holds: `values`; or classes, as `logits`, `log-probabilities` or `probabilities`."
  )
  static let centres = Parameter(
    "centres", .list(of: .number()), default: [],
    "What each class stands for, such as the middle of a bin of ages in years: `expected` is their mean "
      + "by probability (soft classification, Peng et al. 2021, Medical Image Analysis 68).")
  static let places = SegmentNetwork.places
  static let memory = SegmentNetwork.memory

  static let inputs = list(NetworkImages.port("image"), network, classes)
  static let standIns = list(NetworkImages.port("image"))
  static let outputs = list(values, prediction, samples)
  static let portParameters = NetworkImages.parameters
  static let parameters =
    NetworkImages.parameters + NetworkPreparation.parameters + list(taken, gives, centres, places)
    + list(memory)

  enum Given: String, CaseIterable {
    case values, logits, probabilities
    case logProbabilities = "log-probabilities"
  }

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    try NetworkImages.ports(values, besides: list(network, classes), outputs: outputs)
  }

  private let names: [String]
  private let preparation: NetworkPreparation
  private let given: Given
  private let centres: [Double]
  private let output: Int
  private let places: Int
  private let limit: Int

  /// More numbers are a map, which segment/network is for.
  private static let mostNumbers = 10_000

  init(_ values: ParameterValues) throws {
    names = values[NetworkImages.names]
    preparation = try NetworkPreparation(values)
    given = values[Self.gives]
    centres = values[Self.centres]
    output = values[Self.taken] - 1
    places = values[Self.places]
    limit = Int(values[Self.memory] * Double(1 << 30))
    guard centres.isEmpty || given != .values else {
      throw ParameterError(Self.centres, "'centres' belong to classes: say what 'gives'")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let images = try NetworkImages(inputs, names, preparation, arithmetic)
    return try naming("the network") {
      let weights = try inputs[Self.network]
      TrainedOn.warn([weights], given: [images.image.voxels], context)
      let samples = LayerSamples(places: places)
      let numbers = try numbers(
        try Network(weights), images, arithmetic, samples, context)
      let names = try self.names(numbers.count, try inputs[Self.classes])
      let probabilities = self.probabilities(numbers, arithmetic.layer("classes"))
      var columns: [Table.Column] = [
        .init("index", .integers(Array(0..<numbers.count))), .init("name", .text(names)),
        .init("value", .numbers(numbers.doubles)),
      ]
      if let probabilities { columns.append(.init("probability", .numbers(probabilities.doubles))) }
      return [
        Self.values(Table(columns)),
        Self.prediction(
          try prediction(numbers, probabilities, names, arithmetic.layer("classes"))),
        Self.samples(samples.table),
      ]
    }
  }

  private func numbers(
    _ network: Network, _ images: NetworkImages, _ arithmetic: any Arithmetic,
    _ samples: LayerSamples, _ context: StageContext
  ) throws -> RealTensor {
    let shapes = try VolumeNetwork.inputShapes(
      network, images: images.voxels.count, images.shape)
    let plan = try NetworkPlan(network, shapes: shapes, format: arithmetic.format, limit: limit)
    guard plan.outputs.indices.contains(output) else {
      throw StageError("it has \(plan.outputs.count) outputs, so there is no output \(output + 1)")
    }
    let fact = plan.outputs[output]
    guard fact.type == .float32, (1...Self.mostNumbers).contains(fact.count) else {
      throw StageError(
        "its output is \(fact.text), where 1 to \(Self.mostNumbers) float32 numbers were expected; "
          + "segment/network is for maps")
    }
    let made = try plan.run(
      VolumeNetwork.inputs(images.voxels, network).map { .real($0) }, arithmetic,
      observe: samples.observe, progress: { try context.progress(0.95 * $0) })
    guard case .real(let numbers) = made[output] else {
      throw StageError("its output holds no real numbers")
    }
    return numbers.reshaped([numbers.count])
  }

  private func names(_ count: Int, _ list: ClassList?) throws -> [String] {
    guard let list else { return (0..<count).map { "\($0)" } }
    guard list.names.count == count else {
      throw StageError("it gives \(count) numbers, and 'classes' lists \(list.names.count)")
    }
    return list.names
  }

  private func probabilities(_ numbers: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor? {
    switch given {
    case .values: nil
    case .probabilities: numbers
    case .logProbabilities: arithmetic.exponential(numbers)
    case .logits:
      arithmetic.softmax(numbers.reshaped([1, numbers.count, 1])).reshaped([numbers.count])
    }
  }

  private func prediction(
    _ numbers: RealTensor, _ probabilities: RealTensor?, _ names: [String],
    _ arithmetic: any Arithmetic
  ) throws -> Table {
    let values = numbers.doubles
    guard let probabilities else {
      return Table([.init("value", .numbers([values[0]]))])
    }
    let best = values.indices.max { values[$0] < values[$1] || values[$0] == values[$1] && $0 > $1 }
    let row = best ?? 0
    var columns: [Table.Column] = [
      .init("class", .integers([row])), .init("name", .text([names[row]])),
      .init("probability", .numbers([probabilities.doubles[row]])),
    ]
    if !centres.isEmpty {
      guard centres.count == values.count else {
        throw StageError("it gives \(values.count) numbers, and 'centres' has \(centres.count)")
      }
      let expected = arithmetic.dot(
        probabilities, RealTensor(numbers.format, shape: [centres.count], centres))
      columns.append(.init("expected", .numbers([expected])))
    }
    return Table(columns)
  }
}

import Arithmetic
import Imaging
import Networks
import PipelineKit

/// What `train/registration` learns from, as its parameters and inputs say.
struct RegistrationExamples {
  let training: any TrainingExamples
  private(set) var validation: (any TrainingExamples)?
  /// Of all images.
  let extents: [Int]
  private(set) var learnt = TrainedOn()

  /// - Throws: `StageError` where inputs are missing, not for what is asked, or do not go together.
  init(
    _ values: ParameterValues, _ network: RegistrationNetwork, _ inputs: Inputs,
    _ context: StageContext
  ) throws {
    let from = values[TrainRegistration.from]
    try Self.check(from, inputs)
    let order = context.random(TrainingPorts.shuffle)
    let (granularity, pairs) = (network.graph.granularity, values[TrainRegistration.pairs])
    switch from {
    case .images:
      guard let images = try inputs[TrainRegistration.images], let first = images.first else {
        throw StageError("'from: images' needs images")
      }
      let grid = RegistrationGrid(
        try first.load().grid, called: first.name, granularity: granularity)
      let fixed = try inputs[TrainRegistration.fixed].map { image in
        let name = TrainRegistration.fixed.called
        try grid.require(image.grid, called: name)
        return try ImagePairs.seen(image, called: name, grid, context.arithmetic)
      }
      func examples(_ images: Many<Volume>, count: Int?) throws -> ImagePairs {
        guard images.count > 1 || fixed != nil else {
          throw StageError(
            "\(images[0].name) is the only one: moving images onto each other takes two, or 'fixed'"
          )
        }
        return ImagePairs(
          images: try ImagePairs.read(images, grid, context.arithmetic), fixed: fixed,
          pairs: PairDraw(order, count: images.count, areSame: fixed != nil),
          count: count ?? images.count)
      }
      training = try examples(images, count: pairs)
      learnt = TrainedOn(
        people: images.map { "\($0.coordinates)" },
        images: try images.map { TrainedOn.digest(try $0.load().voxels) })
      extents = grid.extents
      if let others = try inputs[TrainRegistration.validationImages], !others.isEmpty {
        validation = try examples(others, count: nil)
      }
    case .shapes:
      let size = values[TrainRegistration.size]
      let sides = size.count == 1 ? [size[0], size[0], size[0]] : size
      extents = sides.map { RegistrationGrid.grown($0, granularity) }
      let shapes = RandomShapes(count: values[TrainRegistration.shapes], extents: extents)
      let labels = (1...shapes.count).map { Int32($0) }
      training = try Self.synthesized(
        .shapes(shapes), labels, values, PairDraw(order, count: 1, areSame: true), count: pairs,
        context)
    case .labels:
      guard let maps = try inputs[TrainRegistration.labels], let first = maps.first else {
        throw StageError("'from: labels' needs label maps; 'from: shapes' makes its own")
      }
      let grid = RegistrationGrid(
        try first.load().grid, called: first.name, granularity: granularity)
      extents = grid.extents
      learnt = TrainedOn(people: maps.map { "\($0.coordinates)" })
      func examples(_ maps: Many<Labels>, count: Int?, known: [Int32]?) throws -> SynthesizedPairs {
        let read = try maps.map { item in
          let map = try item.load()
          try grid.require(map.grid, called: item.name)
          return grid.grown(map.voxels)
        }
        let same = values[TrainRegistration.same] || maps.count == 1
        return try Self.synthesized(
          .maps(read), Self.labels(read), values, PairDraw(order, count: maps.count, areSame: same),
          count: count ?? maps.count, scored: known, context)
      }
      let own = try examples(maps, count: pairs, known: nil)
      training = own
      if let others = try inputs[TrainRegistration.validationLabels], !others.isEmpty {
        validation = try examples(others, count: nil, known: own.scored)
      }
    }
  }

  /// Nothing is given that is not learnt from.
  private static func check(_ from: TrainRegistration.Source, _ inputs: Inputs) throws {
    let used: [TrainRegistration.Source: Set<String>] = [
      .labels: ["labels", "validation-labels"], .shapes: [],
      .images: ["images", "fixed", "validation-images"],
    ]
    if let other = inputs.ports.first(where: { used[from]?.contains($0) == false }) {
      throw StageError(
        "'from: \(from.rawValue)' learns nothing from '\(other)': leave one of them out")
    }
  }

  /// - Parameter scored: labels that are compared; those of the parameter, else all but 0, for `nil`.
  private static func synthesized(
    _ source: SynthesizedPairs.Source, _ labels: [Int32], _ values: ParameterValues,
    _ pairs: PairDraw, count: Int, scored known: [Int32]? = nil, _ context: StageContext
  ) throws -> SynthesizedPairs {
    let asked = values[TrainRegistration.scored].map { Int32(clamping: $0) }
    if known == nil, let other = asked.first(where: { !labels.contains($0) }) {
      throw StageError("no label map has label \(other), which 'scored' asks for")
    }
    var scored = asked.isEmpty ? labels.filter { $0 != 0 } : Set(asked).sorted()
    if let known { scored = known }
    return SynthesizedPairs(
      source: source, labels: labels, scored: scored, ranges: SynthesizeImage.ranges(values),
      flips: values[TrainRegistration.flip], pairs: pairs,
      stream: context.random(TrainRegistration.synthesis), count: count)
  }

  /// The labels of all maps, ascending.
  ///
  /// - Throws: `StageError` where there is nothing but background, or a label is negative.
  private static func labels(_ maps: [Tensor<Int32>]) throws -> [Int32] {
    let found = maps.reduce(into: Set<Int32>()) { $0.formUnion($1.values) }.sorted()
    guard let first = found.first, first >= 0 else {
      throw StageError("label \(found[0]) is negative")
    }
    guard found.contains(where: { $0 != 0 }) else {
      throw StageError("the label maps have no label but 0")
    }
    guard found.count <= 1024 else {
      throw StageError(
        "the label maps have \(found.count) labels, where at most 1024 are supported")
    }
    return found
  }
}

import Arithmetic
import Networks
import PipelineKit

/// Noise on the weights of a trained model: a family of models without training.
struct PerturbWeights: Stage {
  static let kind = "perturb/weights"
  static let version = 1
  static let summary =
    "Random noise on the weights of a model, counted in ulps or relative to each."
  static let source =
    "Input perturbation as in Monte Carlo Arithmetic (Parker 1997), on weights; steps along the ordered "
    + "floats."
  static let usesArithmetic = false
  static let noiseStream = DrawnStream(
    "noise", followsRepeat: true, "The noise on each weight.")
  static let streams = [noiseStream]

  static let model = Input<SourcedWeights>("model", "Weights of a network.")
  static let perturbed = Output<SourcedWeights>(
    "model", "The model with other weights; all else, its graph too, is as it was.")
  static let overall = Output<Table>(
    "summary",
    "One row: tensors and weights that were perturbed, weights that changed, and the greatest relative "
      + "change.")
  static let layers = Parameter(
    "layers", .list(of: .string), default: [],
    "Names of the tensors to perturb, `*` standing for any characters; everything that training changes "
      + "where the list is empty.")

  static let inputs = list(model)
  static let outputs = list(perturbed, overall)
  static let parameters = list(
    PerturbNoise.unit, PerturbNoise.size, PerturbNoise.distribution, layers)

  private let noise: FloatNoise
  private let layers: [String]

  init(_ values: ParameterValues) throws {
    noise = try FloatNoise(values)
    layers = values[Self.layers]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var model = try inputs[Self.model]
    let names = model.weights.names
    for pattern in layers where !names.contains(where: { Wildcard(pattern).matches($0) }) {
      throw StageError(
        "no tensor is called \(quoted(pattern)), as `layers` asks; there are "
          + Listing.text(names.map(quoted)))
    }
    let stream = context.random(Self.noiseStream)
    var changes = Changes()
    var first: UInt64 = 0
    let entries = model.weights.entries.map { entry in
      defer { first += UInt64(entry.tensor.count) }
      guard chooses(entry) else { return entry }
      var entry = entry
      switch entry.tensor {
      case .float32(let tensor):
        let noisy = noise.perturbed(tensor, stream, from: first)
        changes.add(tensor.values, noisy.values)
        entry.tensor = .float32(noisy)
      case .float64(let tensor):
        let noisy = noise.perturbed(tensor, stream, from: first)
        changes.add(tensor.values, noisy.values)
        entry.tensor = .float64(noisy)
      default: break
      }
      return entry
    }
    guard changes.tensors > 0 else {
      throw StageError(
        "none of the chosen tensors holds real numbers, so there is nothing to perturb")
    }
    model.weights = try naming("the model") {
      try ModelWeights(
        entries, format: model.weights.format, metadata: model.weights.metadata,
        notImported: model.weights.notImported)
    }
    return [Self.perturbed(model), Self.overall(changes.table)]
  }

  private func chooses(_ entry: ModelWeights.Entry) -> Bool {
    layers.isEmpty
      ? entry.isParameter : layers.contains { Wildcard($0).matches(entry.name) }
  }

  /// What the noise did.
  private struct Changes {
    var tensors = 0
    var weights = 0
    var changed = 0
    var greatest = 0.0

    mutating func add<Number: SteppingFloat>(_ before: [Number], _ after: [Number]) {
      tensors += 1
      weights += before.count
      for (old, new) in zip(before, after) where old != new && old.isFinite {
        changed += 1
        greatest = max(greatest, abs((Double(new) - Double(old)) / Double(old)))
      }
    }

    var table: Table {
      Table([
        .init("tensors", .integers([tensors])), .init("weights", .integers([weights])),
        .init("changed", .integers([changed])), .init("greatest", .numbers([greatest])),
      ])
    }
  }
}

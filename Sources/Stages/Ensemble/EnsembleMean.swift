import Arithmetic
import Imaging
import PipelineKit

/// One map of probabilities and labels from several members' probabilities.
struct EnsembleMean: Stage {
  static let kind = "ensemble/mean"
  static let version = 1
  static let summary = "Mean probabilities of several maps, and the labels that they lead to."
  static let source =
    "The linear opinion pool, Stone (1961), Annals of Mathematical Statistics 32(4): unweighted means of "
    + "probabilities; the most probable class, the lowest of equally probable ones."

  static let samples = Input<Many<Volume>>(
    "samples", called: "the member",
    "Probabilities of a class, 0 to 1, on one grid; of several classes where the items have an axis "
      + "of classes beside those of the members.")
  static let labels = Output<Labels>(
    "labels", "The most probable class; with one class, `label` where it is likelier than not.")
  static let probability = Output<Volume>(
    "probability", "The mean probability of that class; with one class, of this one.")
  static let overall = Output<Table>(
    "summary", "One row: members, classes, and the voxels of each output that are labelled.")
  static let axis = Parameter(
    "class-axis", .string, default: "class",
    "The axis of the classes, whose values are their labels. Without it there is one class.")
  static let label = Parameter(
    "label", .integer(minimum: 1, maximum: Int(Int32.max)), default: 1, "The label of one class.")
  static let threshold = Parameter(
    "threshold", .number(minimum: 0, maximum: 1), default: 0.5,
    "Probability above which a voxel is labelled, where there is one class.")

  static let inputs = list(samples)
  static let outputs = list(labels, probability, overall)
  static let grids = [SharedGrid("samples", outputs: ["labels", "probability"])]
  static let parameters = list(
    EnsembleDraw.size, EnsembleDraw.draw, EnsembleDraw.order, axis, label, threshold)

  private let draw: EnsembleDraw
  private let axis: String
  private let label: Int32
  private let threshold: Double

  init(_ values: ParameterValues) throws {
    draw = try EnsembleDraw(values)
    axis = values[Self.axis]
    label = Int32(values[Self.label])
    threshold = values[Self.threshold]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let items = try inputs[Self.samples]
    let classes = try classes(items)
    let members = try members(items, classes)
    let chosen = try draw.chosen(members)
    var (grid, winners, best): (Grid?, [Int32], RealTensor?) = (nil, [], nil)
    var step = 0
    for (name, places) in classes {
      var sum: RealTensor?
      for member in chosen {
        let item = items[places[member]]
        let volume = try item.load()
        try volume.grid.requireSame(
          as: grid ?? volume.grid, name: item.name, otherName: items[0].name)
        grid = grid ?? volume.grid
        try requireProbabilities(volume, item.name)
        let own = context.arithmetic.convert(volume.voxels, to: context.arithmetic.format)
        sum = sum.map { context.arithmetic.add($0, own) } ?? own
        step += 1
        try context.progress(Double(step) / Double(chosen.count * classes.count))
      }
      guard let sum else { continue }
      let mean = context.arithmetic.divide(sum, Double(chosen.count))
      guard let before = best else {
        (best, winners) = (mean, [Int32](repeating: name ?? label, count: mean.count))
        continue
      }
      let (old, new) = (before.doubles, mean.doubles)
      for voxel in winners.indices where new[voxel] > old[voxel] { winners[voxel] = name ?? label }
      best = context.arithmetic.maximum(before, mean)
    }
    guard let grid, let best else { throw StageError("there are no probabilities") }
    if classes.count == 1 {
      winners = best.doubles.map { $0 > threshold ? label : 0 }
    }
    return [
      Self.labels(Labels(voxels: Tensor(shape: grid.shape, values: winners), on: grid)),
      Self.probability(Volume(voxels: best, on: grid)),
      Self.overall(
        Table([
          .init("members", .integers([chosen.count])),
          .init("classes", .integers([classes.count])),
          .init("labelled", .integers([winners.count { $0 != 0 }])),
        ])),
    ]
  }

  /// Labels, ascending, each with the places of its members in the order of their coordinates; one
  /// without a name where the items have no axis of classes.
  private func classes(_ items: Many<Volume>) throws -> [(name: Int32?, places: [Int])] {
    var found: [Int32?: [Int]] = [:]
    for (place, item) in items.enumerated() {
      guard let value = item.coordinates[axis] else {
        found[nil, default: []].append(place)
        continue
      }
      guard let name = Int32(value), name >= 0 else {
        throw StageError(
          "a class is the number of its label, and \(item.name) has \(axis)=\(value); `class-axis` "
            + "names the axis of the classes")
      }
      found[name, default: []].append(place)
    }
    return found.map { (name: $0.key, places: $0.value) }.sorted { ($0.name ?? 0) < ($1.name ?? 0) }
  }

  /// What tells members apart, which every class has to have.
  private func members(
    _ items: Many<Volume>, _ classes: [(name: Int32?, places: [Int])]
  ) throws -> [Coordinates] {
    let members = classes.map { entry in
      entry.places.map { place in
        Coordinates(items[place].coordinates.entries.filter { $0.axis != axis })
      }
    }
    guard let first = members.first else { throw StageError("there are no probabilities") }
    for (entry, own) in zip(classes, members) where own != first {
      throw StageError(
        "class \(entry.name ?? 0) has other members than class \(classes[0].name ?? 0); each member "
          + "needs all classes")
    }
    return first
  }

  private func requireProbabilities(_ volume: Volume, _ name: String) throws {
    let slack = 1e-4
    guard
      let wrong = volume.voxels.doubles.firstIndex(where: { !($0 >= -slack && $0 <= 1 + slack) })
    else { return }
    throw StageError(
      "\(name) holds \(volume.voxels.doubles[wrong]), which is no probability: they lie from 0 to 1"
    )
  }
}

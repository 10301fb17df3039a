import Arithmetic
import Imaging
import PipelineKit
import Statistics

/// How far members of a family are apart before their labels change: the soft Dice loss of all pairs.
struct MeasureSoftDice: Stage {
  static let kind = "measure/soft-dice"
  static let version = 1
  static let summary =
    "Soft Dice losses between members of a family: of all pairs, and mean and greatest a label."
  static let source =
    "1 − 2 Σ p t / (Σ p + Σ t + 0.001), probabilities p of one member and labels t of another, as the code of "
    + "arXiv 2509.05238 has it (utils/calculate_dice_loss.py)."
  static let usesArithmetic = false

  static let samples = Input<Many<Volume>>(
    "samples", called: "the member",
    "Probabilities of a label, 0 to 1, on one grid; of several labels where the items have an axis of "
      + "classes beside those of the members.")
  static let labels = Input<Many<Labels>>(
    "labels", called: "the label map", "The label map of each member, on the same grid.")
  static let pairs = Output<Table>(
    "pairs",
    "A row for each pair and label: first, whose probabilities are taken, second, whose labels are, label (and "
      + "name), loss.")
  static let byLabel = Output<Table>(
    "labels",
    "A row for each label: label (and name), loss (mean over pairs), deviation, greatest; and dice, 1 − loss."
  )
  static let overall = Output<Table>(
    "summary",
    "One row: members, pairs, labels, loss (mean over labels of the means over pairs), and its standard error "
      + "over labels.")
  static let axis = EnsembleMean.axis
  static let label = EnsembleMean.label
  static let order = Parameter(
    "order", .choice(Order.self), default: .once,
    "`once`: each pair once, the earlier member's probabilities and the later one's labels, as there; `both`."
  )
  static let size = Parameter(
    "size", later: .integer(minimum: 2),
    "Members to take, those that `measure/dice` takes; all where it is not given.")
  static let names = Parameter(
    "names", later: .choice(MeasureDice.Names.self), MeasureDice.namesDoc)
  static let inputs = list(samples, labels)
  static let outputs = list(pairs, byLabel, overall)
  static let grids = [SharedGrid("samples", "labels")]
  static let parameters = list(axis, label, order, size, names)

  enum Order: String, CaseIterable { case once, both }

  private let axis: String
  private let label: Int32
  private let order: Order
  private let draw: EnsembleDraw
  private let hasNames: Bool

  init(_ values: ParameterValues) {
    axis = values[Self.axis]
    label = Int32(clamping: values[Self.label])
    order = values[Self.order]
    draw = EnsembleDraw(size: values[Self.size])
    hasNames = values[Self.names] == .freesurfer
  }

  private struct Rows {
    var first: [String] = []
    var second: [String] = []
    var label: [Int32] = []
    var loss: [Double] = []
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let maps = try draw.members(inputs[Self.labels])
    guard maps.count > 1 else {
      throw StageError(
        "soft Dice losses need at least two members, and this job got \(maps.count); name their axis under "
          + "`over`")
    }
    var grid: Grid?
    let truths = try maps.map { item in
      let map = try item.load()
      try map.grid.requireSame(as: grid ?? map.grid, name: item.name, otherName: maps[0].name)
      grid = grid ?? map.grid
      return map.voxels.values
    }
    let places = try self.places(try inputs[Self.samples], maps)
    var rows = Rows()
    for (done, entry) in places.sorted(by: { $0.key < $1.key }).enumerated() {
      for (first, item) in entry.value.enumerated() {
        let volume = try item.load()
        try volume.grid.requireSame(
          as: grid ?? volume.grid, name: item.name, otherName: maps[0].name)
        let values = volume.voxels.doubles
        guard values.allSatisfy({ $0 >= -1e-4 && $0 <= 1.0001 }) else {
          throw StageError("\(item.name) holds no probabilities: they lie from 0 to 1")
        }
        for second in truths.indices where order == .both ? second != first : second > first {
          rows.first.append("\(maps[first].coordinates)")
          rows.second.append("\(maps[second].coordinates)")
          rows.label.append(entry.key)
          rows.loss.append(Overlap.softDiceLoss(values, truths[second], of: entry.key))
        }
      }
      try context.progress(Double(done + 1) / Double(places.count))
    }
    return tables(rows, members: maps.count)
  }

  /// By label, each member's probabilities in the order of the label maps.
  private func places(_ items: Many<Volume>, _ maps: [Many<Labels>.Item]) throws
    -> [Int32: [Many<Volume>.Item]]
  {
    var found: [Int32: [Coordinates: Many<Volume>.Item]] = [:]
    for item in items {
      var name = label
      if let value = item.coordinates[axis] {
        guard let number = Int32(value), number >= 0 else {
          throw StageError(
            "a class is the number of its label, and \(item.name) has \(axis)=\(value); `class-axis` names "
              + "the axis of the classes")
        }
        name = number
      }
      let member = Coordinates(item.coordinates.entries.filter { $0.axis != axis })
      found[name, default: [:]][member] = item
    }
    return try found.mapValues { members in
      try maps.map { map in
        guard let item = members[map.coordinates] else {
          throw StageError("\(map.name) has no probabilities: each member needs both")
        }
        return item
      }
    }
  }

  private func tables(_ rows: Rows, members: Int) -> Outputs {
    let labels = Set(rows.label).sorted()
    let found = labels.map { label in
      Distribution(rows.loss.indices.filter { rows.label[$0] == label }.map { rows.loss[$0] })
    }
    let means = found.map { $0?.mean ?? .nan }
    let all = Distribution(means)
    let error = (all?.standardDeviation ?? .nan) / Double(labels.count).squareRoot()
    return [
      Self.pairs(
        Table(
          [.init("first", .text(rows.first)), .init("second", .text(rows.second))]
            + columns(rows.label) + [.init("loss", .numbers(rows.loss))])),
      Self.byLabel(
        Table(
          columns(labels) + [
            .init("loss", .numbers(means)),
            .init("deviation", .numbers(found.map { $0?.standardDeviation ?? .nan })),
            .init("greatest", .numbers(found.map { $0?.maximum ?? .nan })),
            .init("dice", .numbers(means.map { 1 - $0 })),
          ])),
      Self.overall(
        Table([
          .init("members", .integers([members])),
          .init("pairs", .integers([rows.loss.count / max(1, labels.count)])),
          .init("labels", .integers([labels.count])), .init("loss", .numbers([all?.mean ?? .nan])),
          .init("error", .numbers([labels.count > 1 ? error : .nan])),
        ])),
    ]
  }

  /// Labels, and their names where they are wanted.
  private func columns(_ labels: [Int32]) -> [Table.Column] {
    let numbers = labels.map { Int($0) }
    return [.init("label", .integers(numbers))]
      + (hasNames ? [.structureNames(of: numbers)] : [])
  }
}

import Arithmetic
import Imaging
import PipelineKit

/// How well a label map agrees with the truth.
struct MeasureOverlap: Stage {
  static let kind = "measure/overlap"
  static let version = 1
  static let summary = "Dice coefficient and volume of each label of a map, given the truth."
  static let source =
    "Dice (1945), Ecology 26; Jaccard (1912), New Phytologist 11; volume similarity, Taha and Hanbury (2015), "
    + "BMC Medical Imaging 15."
  static let usesArithmetic = false

  static let labels = Input<Labels>("labels", "What is judged.")
  static let truth = Input<Labels>("truth", "The true labels on the same grid.")
  static let rows = Output<Table>(
    "labels",
    "A row for each label of either: label, dice, iou, volume and true volume in mm³, and similarity, "
      + "1 − |V − T| / (V + T).")
  static let overall = Output<Table>(
    "summary",
    "One row: labels; mean, least and median dice and mean iou over them; accuracy, the part of the voxels "
      + "that either labels whose label is right.")
  static let compared = Parameter(
    "labels", .list(of: .integer(minimum: 1)), default: [],
    "Labels to compare; all of the truth and the map where the list is empty.")

  static let inputs = list(labels, truth)
  static let outputs = list(rows, overall)
  static let grids = [SharedGrid("labels"), SharedGrid("truth")]
  static let parameters = list(compared)

  private let chosen: Set<Int32>

  init(_ values: ParameterValues) throws { chosen = Set(try values.labels(Self.compared)) }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let (labels, truth) = (try inputs[Self.labels], try inputs[Self.truth])
    try labels.grid.requireSame(as: truth.grid, name: "the label map", otherName: "the truth")
    let (found, right) = (Overlap.voxels(labels.voxels), Overlap.voxels(truth.voxels))
    let common = try naming("the label map") {
      try Overlap.common([labels.voxels, truth.voxels])
    }
    let labelled = zip(labels.voxels.values, truth.voxels.values).count { $0 != 0 || $1 != 0 }
    let names = Set(found.keys).union(right.keys)
      .filter { chosen.isEmpty || chosen.contains($0) }.sorted()
    guard !names.isEmpty else {
      throw StageError(
        chosen.isEmpty
          ? "neither map has a label: all their voxels are 0"
          : "neither map has any of the chosen labels")
    }
    let all = names.map { (common: common[$0] ?? 0, found: found[$0] ?? 0, right: right[$0] ?? 0) }
    let dice = all.map { 2 * Double($0.common) / Double($0.found + $0.right) }
    let iou = all.map { Double($0.common) / Double($0.found + $0.right - $0.common) }
    let unit = labels.grid.voxelVolume
    let table = Table([
      .init("label", .integers(names.map { Int($0) })), .init("dice", .numbers(dice)),
      .init("iou", .numbers(iou)),
      .init("volume", .numbers(all.map { unit * Double($0.found) })),
      .init("true-volume", .numbers(all.map { unit * Double($0.right) })),
      .init(
        "similarity",
        .numbers(all.map { 1 - Double(abs($0.found - $0.right)) / Double($0.found + $0.right) })),
    ])
    let sorted = dice.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let summary = Table([
      .init("labels", .integers([names.count])),
      .init("mean-dice", .numbers([dice.reduce(0, +) / Double(dice.count)])),
      .init("least-dice", .numbers([sorted[0]])), .init("median-dice", .numbers([median])),
      .init("mean-iou", .numbers([iou.reduce(0, +) / Double(iou.count)])),
      .init("accuracy", .numbers([Double(common.values.reduce(0, +)) / Double(max(1, labelled))])),
    ])
    return [Self.rows(table), Self.overall(summary)]
  }
}

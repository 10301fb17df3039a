import Arithmetic
import Imaging
import PipelineKit

/// How large every structure of a segmentation is, and how bright: FreeSurfer's and FastSurfer's
/// table of statistics.
struct MeasureVolumes: Stage {
  static let kind = "measure/volumes"
  static let version = 2
  static let summary =
    "Volumes of all structures with voxels at borders shared out, and their intensities."
  static let source =
    "FastSurfer 2.4.0-dev (commit 7c45785): segstats.py and brainvolstats.py, after FreeSurfer's "
    + "mri_segstats."
  static let usesArithmetic = false

  static let labels = Input<Labels>(
    "labels", called: "the segmentation", "A segmentation with FreeSurfer's labels.")
  static let image = Input<Volume>(
    "image",
    "Intensities on the same grid, best corrected for the bias field; they also decide how voxels "
      + "at borders are shared out.")
  static let mask = Input<Labels?>("mask", "The brain, for the measure Mask.")
  static let talairach = Input<TransformToAtlas?>(
    "talairach", called: "the transform to the atlas",
    "From the image's world to that of the MNI 305 atlas: FreeSurfer's talairach.xfm or talairach.lta, "
      + "or a matrix in this direction; for the estimate of the intracranial volume.")
  static let regions = Output<Table>(
    "regions",
    "A row for each structure: label, name, voxels, volume in mm³; mean, standard deviation, "
      + "minimum, maximum and range of its intensities.")
  static let measures = Output<Table>(
    "measures",
    "A row for each sum of structures: measure (FreeSurfer's key), description, value, unit.")
  static let statistics = Output<StatisticsText>(
    "statistics",
    "Both at once; exported as .stats it is the text that FastSurfer writes: aseg+DKT.stats.")
  static let reported = Parameter(
    "labels", .list(of: .integer(minimum: 1)), default: [],
    "Structures to report; the 100 of FastSurfer's aseg+DKT.stats where the list is empty.")
  static let absent = Parameter(
    "absent", .choice(Absent.self), default: .keep,
    "What becomes of structures that the segmentation lacks: rows of zeros, or no rows.")
  static let intensityName = Parameter(
    "intensity-name", .string, default: "norm",
    "What the columns of intensities are called in .stats files.")

  /// Brains of people outside of this have failed segmentations, as a rule.
  static let contracts = [
    Contract(
      measures, "value", minimum: 700_000, maximum: 2_000_000,
      rows: [("measure", ["BrainSegVol"])])
  ]
  static let inputs = list(labels, image, mask, talairach)
  static let outputs = list(regions, measures, statistics)
  static let grids = [SharedGrid("labels", "image", "mask")]
  static let parameters = list(reported, absent, intensityName)

  enum Absent: String, CaseIterable { case keep, drop }

  private let reported: [Int32]
  private let keepsAbsent: Bool
  private let intensityName: String

  init(_ values: ParameterValues) throws {
    let chosen = try values.labels(Self.reported)
    reported = Set(chosen.isEmpty ? SegmentationStatistics.fastSurferLabels : chosen).sorted()
    keepsAbsent = values[Self.absent] == .keep
    intensityName = values[Self.intensityName]
    guard !intensityName.isEmpty, !intensityName.contains(where: \.isWhitespace) else {
      throw ParameterError(Self.intensityName, "the name is one word")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels = try inputs[Self.labels]
    let image = try inputs[Self.image]
    try image.grid.requireSame(as: labels.grid, name: "the image", otherName: "the segmentation")
    let mask = try inputs[Self.mask].map { mask in
      try mask.grid.requireSame(as: labels.grid, name: "the mask", otherName: "the segmentation")
      return mask.voxels.map { UInt8($0 > 0 ? 1 : 0) }
    }
    let talairach = try inputs[Self.talairach]?.affine
    if let talairach, !talairach.isInvertible {
      throw StageError("the transform to the atlas cannot be inverted: \(talairach.rows)")
    }
    if let talairach, talairach.determinant < 0 {
      throw StageError(
        "the transform to the atlas mirrors the image, determinant \(talairach.determinant), so no "
          + "intracranial volume follows from it: look at the orientations of the images that it was "
          + "made with")
    }
    let statistics = try naming("the segmentation") {
      try SegmentationStatistics(
        labels, intensities: image, counted: Set(reported).union(BrainMeasure.labels))
    }
    try context.progress(0.9)
    let rows = reported.compactMap { statistics[$0] }.filter { keepsAbsent || $0.voxels > 0 }
    let measures = BrainMeasure.all(
      statistics, labels.voxels, mask: mask, talairach: talairach)
    let text = StatisticsText(
      rows: rows, measures: measures, voxelVolume: statistics.voxelVolume,
      intensityName: intensityName)
    return [
      Self.regions(Self.table(rows)), Self.measures(Self.table(measures)), Self.statistics(text),
    ]
  }

  private static func table(_ rows: [LabelStatistics]) -> Table {
    func numbers(_ name: String, _ value: (LabelStatistics) -> Double) -> Table.Column {
      .init(name, .numbers(rows.map(value)))
    }
    return Table([
      .init("label", .integers(rows.map { Int($0.label) })),
      .structureNames(of: rows.map(\.label)),
      .init("voxels", .integers(rows.map(\.voxels))), numbers("volume", \.volume),
      numbers("mean", \.mean), numbers("deviation", \.deviation),
      numbers("minimum", \.minimum), numbers("maximum", \.maximum), numbers("range", \.range),
    ])
  }

  private static func table(_ measures: [BrainMeasure]) -> Table {
    Table([
      .init("measure", .text(measures.map(\.key))),
      .init("description", .text(measures.map(\.description))),
      .init("value", .numbers(measures.map(\.value))), .init("unit", .text(measures.map(\.unit))),
    ])
  }
}

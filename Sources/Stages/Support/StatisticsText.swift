import Glibc
import Imaging
import PipelineKit

/// The statistics of a segmentation as a record, and as the `.stats` text of FreeSurfer and
/// FastSurfer, which their users' scripts read.
///
/// The text follows FastSurfer's `segstats.py` (2.4.0-dev, commit 7c45785) but for what would differ
/// between machines and runs of one computation: host, user, command line, paths and times.
struct StatisticsText: RecordFile {
  static let ending = ".stats"
  static let what = "statistics of a segmentation"

  var rows: [LabelStatistics]
  var measures: [BrainMeasure]
  /// Of one voxel, cubic millimetres.
  var voxelVolume: Double
  /// What the columns of intensities begin with.
  var intensityName: String

  private static let format = "segmentation statistics"

  /// The record's content.
  var content: Value {
    [
      "format": .string(Self.format), "voxel-volume": .number(voxelVolume),
      "intensity-name": .string(intensityName),
      "measures": .list(
        measures.map {
          [
            "key": .string($0.key), "name": .string($0.name),
            "description": .string($0.description), "value": .number($0.value),
            "unit": .string($0.unit),
          ]
        }),
      "regions": .list(
        rows.map {
          [
            "label": .integer(Int($0.label)), "name": .string(ColourTable.name(of: $0.label)),
            "voxels": .integer($0.voxels), "volume": .number($0.volume),
            "mean": .number($0.mean), "deviation": .number($0.deviation),
            "minimum": .number($0.minimum), "maximum": .number($0.maximum),
          ]
        }),
    ]
  }

  init(
    rows: [LabelStatistics], measures: [BrainMeasure], voxelVolume: Double, intensityName: String
  ) {
    self.rows = rows
    self.measures = measures
    self.voxelVolume = voxelVolume
    self.intensityName = intensityName
  }

  /// The statistics that a record's content holds, where it holds some.
  init?(_ content: Value) {
    guard content["format"] == .string(Self.format), let volume = content["voxel-volume"]?.double,
      case .string(let name)? = content["intensity-name"],
      case .list(let measures)? = content["measures"], case .list(let rows)? = content["regions"]
    else { return nil }
    let readMeasures = measures.compactMap(BrainMeasure.init)
    let readRows = rows.compactMap(LabelStatistics.init)
    guard readMeasures.count == measures.count, readRows.count == rows.count else { return nil }
    self.init(
      rows: readRows, measures: readMeasures, voxelVolume: volume, intensityName: name)
  }

  /// The whole text.
  var text: String {
    var lines = [
      "# Title Segmentation Statistics", "#", "# generating_program lastbit",
      "# anatomy_type volume", "#",
    ]
    lines += measures.map {
      "# Measure \($0.key), \($0.name), \($0.description), \(Self.fixed($0.value, 6)), \($0.unit)"
    }
    lines += ["# ExcludeSegId 0", "# VoxelVolume_mm3 \(voxelVolume)"]
    let columns = [
      ("Index", "Index", "NA"), ("SegId", "Segmentation Id", "NA"),
      ("NVoxels", "Number of Voxels", "unitless"), ("Volume_mm3", "Volume", "mm^3"),
      ("StructName", "Structure Name", "NA"),
    ]
    let intensities = ["Mean", "StdDev", "Min", "Max", "Range"].map {
      (intensityName + $0, "Intensity \(intensityName)\($0)", "MR")
    }
    for (index, column) in (columns + intensities).enumerated() {
      let number = Self.right("\(index + 1)", 2)
      lines += [
        "# TableCol \(number) ColHeader \(column.0)", "# TableCol \(number) FieldName \(column.1)",
        "# TableCol \(number) Units     \(column.2)",
      ]
    }
    lines += [
      "# NRows \(rows.count)", "# NTableCols 10",
      "# ColHeaders  \((columns + intensities).map(\.0).joined(separator: " "))",
    ]
    lines += rows.enumerated().map { Self.line($0 + 1, $1) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ index: Int, _ row: LabelStatistics) -> String {
    let name = ColourTable.name(of: row.label)
    let padding = String(repeating: " ", count: max(0, 30 - name.utf8.count))
    let fields = [
      right("\(index)", 3), right("\(row.label)", 3), right("\(row.voxels)", 9),
      right(fixed(row.volume, 3), 10), " " + name + padding,
    ]
    let intensities = [row.mean, row.deviation, row.minimum, row.maximum, row.range]
    return (fields + intensities.map { right(fixed($0, 4), 10) }).joined(separator: " ")
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  /// `number` with so many decimals, correctly rounded, as C and Python print it.
  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "nan" : number > 0 ? "inf" : "-inf" }
    // The greatest number has 309 digits before the point.
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let length = withVaList([Int32(decimals), number]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0)
      }
      return String(
        decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return text
  }
}

extension BrainMeasure {
  fileprivate init?(_ content: Value) {
    guard case .string(let key)? = content["key"], case .string(let name)? = content["name"],
      case .string(let description)? = content["description"],
      case .string(let unit)? = content["unit"], let value = content["value"]?.double
    else { return nil }
    self.init(key, name, description, value, unit: unit)
  }
}

extension LabelStatistics {
  fileprivate init?(_ content: Value) {
    guard let label = content["label"]?.double.flatMap({ Int32(exactly: $0) }),
      case .integer(let voxels)? = content["voxels"], let volume = content["volume"]?.double,
      let mean = content["mean"]?.double, let deviation = content["deviation"]?.double,
      let minimum = content["minimum"]?.double, let maximum = content["maximum"]?.double
    else { return nil }
    self.init(
      label: label, voxels: voxels, volume: volume, mean: mean, deviation: deviation,
      minimum: minimum, maximum: maximum)
  }
}

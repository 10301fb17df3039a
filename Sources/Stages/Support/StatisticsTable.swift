import PipelineKit

/// A `.stats` file of FreeSurfer or FastSurfer as a table: `aseg.stats`, `lh.aparc.stats`,
/// `aseg+DKT.stats`.
enum StatisticsTable {
  static let ending = ".stats"

  /// A row for each structure, and one for each measure of the header, such as
  /// `EstimatedTotalIntraCranialVol`. Columns: `name`, then the file's own but for its index, numbers where
  /// they are; `Volume_mm3` is called `volume`, and `value` holds the measures.
  ///
  /// - Throws: `StageError` with the line at fault.
  static func parse(_ text: String, file: String) throws -> Table {
    var headers: [String] = []
    var names: [String] = []
    var rows: [[String]] = []
    var measures: [(name: String, value: Double)] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      guard let first = words.first else { continue }
      guard first.hasPrefix("#") else {
        guard words.count == headers.count, !headers.isEmpty else {
          throw StageError(
            "\(file):\(number + 1): \(Counted.text(words.count, "field")), and the header names "
              + "\(headers.count)")
        }
        rows.append(words.map(String.init))
        continue
      }
      if words.count > 1, words[1] == "ColHeaders" {
        headers = words.dropFirst(2).map(String.init)
      } else if words.count > 1, words[1] == "Measure" {
        // # Measure BrainSeg, BrainSegVol, Brain Segmentation Volume, 1193318.000000, mm^3
        let fields = line.split(separator: ",").map { field in
          String(String(field.drop { $0 == " " }).reversed().drop { $0 == " " }.reversed())
        }
        guard fields.count >= 4, let value = Double(fields[fields.count - 2]) else {
          throw StageError("\(file):\(number + 1): a measure without a number")
        }
        let key = fields[0].split(separator: " ").last.map(String.init) ?? fields[0]
        // FreeSurfer repeats measures of another file; the first counts.
        if !measures.contains(where: { $0.name == key }) { measures.append((key, value)) }
      }
    }
    guard let place = headers.firstIndex(of: "StructName") else {
      throw StageError(
        "\(file) has no line '# ColHeaders' with a StructName: it is no table of statistics")
    }
    names = rows.map { $0[place] } + measures.map(\.name)
    guard Set(names).count == names.count else {
      throw StageError("\(file) names a structure twice")
    }
    var columns: [Table.Column] = [.init("name", .text(names))]
    for (column, header) in headers.enumerated() where column != place && header != "Index" {
      let cells = try rows.enumerated().map { row, fields in
        guard let value = ColumnText.number(fields[column]) else {
          throw StageError(
            "\(file): \(quoted(fields[column])) of \(names[row]), \(header), is not a number")
        }
        return value
      }
      columns.append(
        .init(
          header == "Volume_mm3" ? "volume" : header,
          .numbers(cells + measures.map { _ in Double.nan })))
    }
    columns.append(
      .init("value", .numbers(rows.map { _ in Double.nan } + measures.map(\.value))))
    return Table(columns)
  }
}

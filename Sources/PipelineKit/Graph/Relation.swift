/// Combinations of axis values, one for each item of a source or job of a stage.
struct Relation: Sendable {
  var axes: [String]
  /// One value for each axis.
  var rows: [[String]]

  /// A single item without axes.
  static let single = Relation(axes: [], rows: [[]])

  /// The coordinates of a row.
  func coordinates(of row: Int) -> Coordinates {
    Coordinates(zip(axes, rows[row]).map { Coordinates.Entry($0, $1) })
  }

  /// The axes with the values that occur along them, in the order of the rows.
  var distinctAxes: [Axis] {
    axes.enumerated().map { index, name in
      var seen: Set<String> = []
      var values: [String] = []
      for row in rows where seen.insert(row[index]).inserted { values.append(row[index]) }
      return Axis(name, values)
    }
  }
}

/// Named columns of one length.
///
/// Text stays text: an identifier such as `0051` is never a number unless a stage makes it one.
struct Table: Equatable, Sendable {
  /// A column under its name.
  struct Column: Equatable, Sendable {
    var name: String
    var cells: Cells

    init(_ name: String, _ cells: Cells) {
      self.name = name
      self.cells = cells
    }
  }

  /// The cells of one column, all of one kind.
  enum Cells: Equatable, Sendable {
    case text([String])
    case integers([Int])
    /// Missing numbers are NaN.
    case numbers([Double])

    var count: Int {
      switch self {
      case .text(let cells): cells.count
      case .integers(let cells): cells.count
      case .numbers(let cells): cells.count
      }
    }
  }

  let columns: [Column]
  let rowCount: Int

  /// - Precondition: columns of one length with different names.
  init(_ columns: [Column]) {
    let count = columns.first?.cells.count ?? 0
    precondition(columns.allSatisfy { $0.cells.count == count }, "columns differ in length")
    precondition(Set(columns.map(\.name)).count == columns.count, "two columns of one name")
    self.columns = columns
    self.rowCount = count
  }

  /// The column called `name`, where there is one.
  subscript(name: String) -> Cells? { columns.first { $0.name == name }?.cells }

  /// The numbers of a column of numbers or integers.
  func numbers(_ name: String) -> [Double]? {
    switch self[name] {
    case .numbers(let cells)?: cells
    case .integers(let cells)?: cells.map { Double($0) }
    default: nil
    }
  }

  /// The cells of a column as they are written in a file.
  func text(_ name: String) -> [String]? { self[name].map(\.written) }
}

extension Table.Cells {
  /// Whether the cells are text.
  var isText: Bool { if case .text = self { true } else { false } }

  /// Each cell as text: numbers in the shortest form that reads back to the same bits, missing
  /// numbers as `n/a` (the BIDS word).
  var written: [String] {
    switch self {
    case .text(let cells): cells
    case .integers(let cells): cells.map { "\($0)" }
    case .numbers(let cells): cells.map { $0.isNaN ? "n/a" : "\($0)" }
    }
  }
}

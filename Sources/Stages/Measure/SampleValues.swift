import Arithmetic
import Imaging
import PipelineKit

/// The numbers of one sample, flattened, with what is needed to give results the sample's form.
///
/// Volumes and fields flatten in C order; an affine gives the twelve numbers of its top three rows;
/// a table gives its columns of numbers, one after another.
struct SampleValues {
  let form: Form
  /// Numbers of any type but text.
  let elements: DatasetElements

  /// What the numbers stand for.
  enum Form {
    case volume(Grid)
    /// A vector of three for each voxel.
    case field(Grid)
    case affine
    case table(Table)
  }

  /// - Parameters:
  ///   - name: how errors name the sample.
  ///   - rowCount: the first extent of the grid, where the artifact has a part of its voxels alone.
  /// - Throws: `StageError` where the artifact holds no numbers of this kind.
  init(_ artifact: Artifact, name: String, rowCount: Int? = nil) throws {
    switch artifact.type {
    case .volume, .field:
      var grid = try Grid(of: artifact, name: name)
      if let rowCount { grid.shape[0] = rowCount }
      guard let elements = artifact[dataset: "data"], elements.areNumbers else {
        throw StageError("\(name) has no voxels that are numbers")
      }
      form = artifact.type == .volume ? .volume(grid) : .field(grid)
      self.elements = elements
    case .affine:
      form = .affine
      let values = Array(try artifact.affineMatrix(name: name).prefix(12))
      elements = .float64(Tensor(shape: [12], values: values))
    case .table:
      let table = try artifact.table()
      let values = table.columns.flatMap { table.numbers($0.name) ?? [] }
      if values.isEmpty, table.rowCount > 0 {
        throw StageError(
          "\(name) has no column of numbers; a table from a file needs import/table first, "
            + "with `numbers:`")
      }
      form = .table(table)
      elements = .float64(Tensor(shape: [values.count], values: values))
    case .labels, .model, .record:
      throw StageError(
        "\(name) is of type \(artifact.type.rawValue), which has no numbers to compare")
    }
  }

  /// Whether it is a volume or a field.
  var hasVoxels: Bool {
    switch form {
    case .volume, .field: true
    case .affine, .table: false
    }
  }

  var count: Int { elements.shape.reduce(1, *) }

  /// Bits of the format that the numbers were stored in.
  var precision: Int { elements.precision }

  /// - Throws: `StageError` where `other` cannot be compared number by number with this one.
  func requireSameForm(as other: SampleValues, name: String, otherName: String) throws {
    switch (form, other.form) {
    case (.volume(let a), .volume(let b)), (.field(let a), .field(let b)):
      try a.requireSame(as: b, name: name, otherName: otherName)
    case (.affine, .affine): return
    case (.table(let a), .table(let b)):
      guard a.columns.map(\.name) == b.columns.map(\.name), a.rowCount == b.rowCount else {
        throw StageError("\(name) and \(otherName) differ in their columns or number of rows")
      }
      for (mine, theirs) in zip(a.columns, b.columns) {
        guard mine.cells.isText == theirs.cells.isText,
          !mine.cells.isText || mine.cells == theirs.cells
        else {
          throw StageError(
            "\(name) and \(otherName) differ in the text column '\(mine.name)'; rows are compared "
              + "in order, so they must name the same things")
        }
      }
    default: throw StageError("\(name) and \(otherName) are of different types")
    }
  }
}

extension Table.Cells {
  /// Whether the cells are text.
  var isText: Bool { if case .text = self { true } else { false } }
}

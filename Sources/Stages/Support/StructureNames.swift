import Imaging

extension Table.Column {
  /// What FreeSurfer calls the structures with these labels: column `name`.
  static func structureNames(of labels: [some BinaryInteger]) -> Table.Column {
    .init("name", .text(labels.map { ColourTable.name(of: Int32(truncatingIfNeeded: $0)) }))
  }
}

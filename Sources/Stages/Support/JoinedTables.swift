public import PipelineKit

extension FileReader {
  /// One tidy table out of the tables of several jobs; see `Table.concatenating`.
  public func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact {
    .table(
      try Table.concatenating(
        parts.map { (coordinates: $0.coordinates, table: try $0.artifact.table()) }))
  }
}

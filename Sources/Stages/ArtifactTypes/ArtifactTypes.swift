package import PipelineKit

/// The types of artifact that lastbit knows: one line each.
package let artifactTypeDefinitions: [any ArtifactTypeDefinition.Type] = [
  VolumeType.self,
  LabelsType.self,
  FieldType.self,
  AffineType.self,
  ModelType.self,
  TableType.self,
  RecordType.self,
  FileType.self,
  DirectoryType.self,
]

extension ArtifactType {
  /// What there is to know of it; `nil` for a type of a later lastbit, whose result a store may hold.
  package var definition: (any ArtifactTypeDefinition.Type)? {
    artifactTypeDefinitions.first { $0.type == self }
  }

  /// Whether measurements can tell how much of it samples agree on.
  package var isCompared: Bool {
    self == .labels || definition is any ComparableType.Type
  }
}

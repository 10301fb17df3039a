import Arithmetic
import PipelineKit

/// The numbers of one sample, flattened, with what is needed to give results the sample's form.
///
/// Volumes and fields flatten in C order; other types as their definitions say.
struct SampleValues: ArtifactDecodable {
  let form: any SampleForm
  /// Numbers of any type but text.
  let elements: DatasetElements

  init(form: any SampleForm, elements: DatasetElements) {
    self.form = form
    self.elements = elements
  }

  /// The comparable types, each with the type that bits of it have.
  static let bitsTypes: [(type: ArtifactType, bits: ArtifactType)] =
    artifactTypeDefinitions.compactMap {
      guard let definition = $0 as? any ComparableType.Type else { return nil }
      return (definition.type, definition.bitsType)
    }

  static let artifactTypes: [ArtifactType] = bitsTypes.map(\.type)

  init(from artifact: Artifact, named name: String) throws {
    try self.init(artifact, name: name)
  }

  /// - Parameters:
  ///   - name: how errors name the sample.
  ///   - rowCount: the first extent of the grid, where the artifact has a part of its voxels alone.
  /// - Throws: `StageError` where the artifact holds no numbers of this kind.
  init(_ artifact: Artifact, name: String, rowCount: Int? = nil) throws {
    guard let type = artifact.type.definition as? any ComparableType.Type else {
      throw StageError(
        "\(name) is of type \(artifact.type.rawValue), which has no numbers to compare")
    }
    self = try type.sample(artifact, name: name, rowCount: rowCount)
  }

  var count: Int { elements.shape.reduce(1, *) }

  /// Bits of the format that the numbers were stored in.
  var precision: Int { elements.precision }

  /// - Throws: `StageError` where `other` cannot be compared number by number with this one.
  func requireSameForm(as other: SampleValues, name: String, otherName: String) throws {
    try form.requireSame(as: other.form, name: name, otherName: otherName)
  }
}

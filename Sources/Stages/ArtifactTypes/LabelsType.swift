import Arithmetic
public import Imaging
public import PipelineKit

extension ArtifactType {
  /// Integer labels on a grid: data set `data`, shape `[X, Y, Z]`, attributes as of a volume.
  public static let labels = ArtifactType("labels")
}

enum LabelsType: ArtifactTypeDefinition {
  static let type = ArtifactType.labels

  static func files(of item: SourceItem) -> [String] { ImageFile.files(of: item.path) }

  static func inspect(_ item: SourceItem) throws -> SourceGrid? {
    try ImageFile.sourceGrid(item)
  }

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try require(item.path, endsIn: ImageFile.endings, ignoringCase: true)
    let (labels, warnings) = try explainingFiles {
      try ImageFile.readLabels(item.path, ImageOptions(item))
    }
    for warning in warnings { warn("\(item.fileName): \(warning)") }
    return labels.artifact
  }

  static let writtenEndings = VolumeType.writtenEndings

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let labels = try Labels(from: artifact, named: path)
    try explainingFiles { try ImageFile.write(labels, to: path, description: description) }
  }
}

extension Artifact {
  /// Labels in the narrowest of 8, 16 and 32 bits that holds them; attributes as of a volume.
  static func labels(_ labels: Labels) -> Artifact {
    Artifact(
      type: .labels, datasets: [Dataset("data", DatasetElements(narrowest: labels.voxels))],
      attributes: labels.grid.attributes)
  }

  /// The labels of this artifact.
  ///
  /// - Throws: `StageError` where it holds no whole numbers of at most 32 bits.
  func labels(name: String) throws -> Labels {
    let grid = try Grid(of: self, name: name)
    guard let voxels = self[dataset: "data"]?.labels else {
      do { return try Labels(volume(name: name)) } catch let error as ImagingError {
        throw StageError("\(name): \(error.message)")
      }
    }
    guard voxels.shape.count == 3 else {
      throw StageError("\(name) has \(voxels.shape.count) dimensions, where three were expected")
    }
    return Labels(voxels: voxels, on: grid)
  }
}

extension Labels: ArtifactDecodable, ArtifactEncodable {
  public static var artifactTypes: [ArtifactType] { [.labels] }
  public init(from artifact: Artifact, named name: String) throws {
    self = try artifact.labels(name: name)
  }
  public var artifact: Artifact { .labels(self) }
}

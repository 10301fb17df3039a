import Imaging
import Networks
public import PipelineKit

/// Reads source files into artifacts, and writes artifacts into files: each type as its definition says.
public struct FileReader: SourceReader {
  public let version = 2

  private let definitions: [any ArtifactTypeDefinition.Type]

  public init() { self.init(artifactTypeDefinitions) }

  init(_ definitions: [any ArtifactTypeDefinition.Type]) { self.definitions = definitions }

  public var types: [ArtifactType] { definitions.map { $0.type } }

  public var options: [SourceOption] { definitions.flatMap { $0.options } }

  public func type(ofFile path: String) -> ArtifactType? {
    definitions.first { $0.claims(path) }?.type
  }

  public func files(of item: SourceItem) throws -> [String] {
    try definition(item.type)?.files(of: item) ?? [item.path]
  }

  public func inspect(_ item: SourceItem, whole: Bool) throws -> SourceGrid? {
    guard let definition = definition(item.type) else { return nil }
    if whole, definition.hasNoHeader { _ = try definition.read(item) { _ in } }
    return try definition.inspect(item)
  }

  public func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try definition(item.type, item.path).read(item, warn: warn)
  }

  public func endings(for type: ArtifactType) -> [String] {
    definition(type)?.writtenEndings ?? []
  }

  public func write(_ artifact: Artifact, to path: String, description: String) throws {
    let definition = try definition(artifact.type, path)
    try definition.require(path, endsIn: definition.writtenEndings, ignoringCase: true)
    try definition.write(artifact, to: path, description: description)
  }

  public func leaving(
    _ artifact: Artifact, names: AxisNames, _ provenance: () throws -> ResultProvenance
  ) throws -> Artifact {
    guard artifact.type == .record, let content = artifact[attribute: "content"],
      let document = Document(content)
    else { return artifact }
    let provenance = try provenance()
    let named = Document(html: ReportNames(names).page(document.text))
    let page = named.ending(with: ProvenanceSection(provenance: provenance).html())
    return .record(page.beginning(with: UnmetSection(provenance.unmet ?? []).html()).content)
  }

  /// One tidy table out of the tables of several jobs; see `Table.concatenating`.
  public func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact {
    .table(
      try Table.concatenating(
        parts.map { (coordinates: $0.coordinates, table: try $0.artifact.table()) }))
  }

  private func definition(_ type: ArtifactType) -> (any ArtifactTypeDefinition.Type)? {
    definitions.first { $0.type == type }
  }

  private func definition(_ type: ArtifactType, _ path: String) throws
    -> any ArtifactTypeDefinition.Type
  {
    guard let definition = definition(type) else {
      throw StageError("\(path): this lastbit knows no type '\(type.rawValue)'")
    }
    return definition
  }
}

/// - Throws: `StageError` in place of errors of files of images and weights; others as they are.
func explainingFiles<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as ImageFileError {
    throw StageError(error.description)
  } catch let error as ModelError {
    throw StageError(error.description)
  }
}

extension ImageOptions {
  /// What the manifest says about how an image is to be read.
  init(_ item: SourceItem) {
    self.init(
      matrix: item.text("geometry").flatMap { .init(rawValue: $0) }, volume: item.integer("volume"))
  }
}

extension SourceItem {
  /// The file's name without its folder.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension ImageFile {
  /// The grid of a source, from its header alone; `nil` where its name is not an image's.
  ///
  /// - Throws: `StageError` where the file cannot be what it is read as.
  static func sourceGrid(_ item: SourceItem, field: FieldConvention? = nil) throws -> SourceGrid? {
    guard isImage(item.path) else { return nil }
    let grid = try explainingFiles { try inspect(item.path, ImageOptions(item), field: field) }
    return SourceGrid(shape: grid.shape, matrix: grid.affine.rows)
  }
}

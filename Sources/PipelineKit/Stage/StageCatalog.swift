/// The stage kinds that manifests can use, and the readers for source files.
public struct StageCatalog: Sendable {
  /// Every kind, sorted by name.
  public let kinds: [any Stage.Type]
  /// Turns a source file into an artifact.
  public let reader: any SourceReader
  private let byKind: [String: any Stage.Type]

  public init(_ kinds: [any Stage.Type], reader: any SourceReader) {
    self.kinds = kinds.sorted { $0.kind < $1.kind }
    self.reader = reader
    self.byKind = Dictionary(kinds.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The stage called `kind`, where there is one.
  public subscript(kind: String) -> (any Stage.Type)? { byKind[kind] }
}

/// Reads and writes artifacts outside the store; PipelineKit knows no file format of its own.
public protocol SourceReader: Sendable {
  /// Version of the readers, part of every key that a source file enters.
  var version: Int { get }
  /// The type that a file of this name is read as, or `nil` where the ending is not known.
  func type(ofFile path: String) -> ArtifactType?
  /// Reads `path` as `type`.
  ///
  /// - Throws: `StageError` saying what is wrong with the file.
  func read(_ path: String, as type: ArtifactType) throws -> Artifact
  /// Endings that `write` accepts for `type`, for example `.nii.gz`.
  func endings(for type: ArtifactType) -> [String]
  /// Writes `artifact` to `path` in the format that its ending names, whole or not at all.
  ///
  /// - Throws: `StageError` where the ending does not suit the type or the file cannot be written.
  func write(_ artifact: Artifact, to path: String) throws
  /// One tidy table out of tables at coordinates: a text column for each axis, then their columns.
  ///
  /// - Throws: `StageError` where they do not fit together.
  func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact
}

extension SourceReader {
  /// A reader that knows no tables joins none.
  public func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact {
    throw StageError("tables cannot be joined")
  }
}

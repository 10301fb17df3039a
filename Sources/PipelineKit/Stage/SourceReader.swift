/// Reads and writes artifacts outside the store; PipelineKit knows no file format of its own.
public protocol SourceReader: Sendable {
  /// Version of the readers, part of every key that a source file enters.
  var version: Int { get }
  /// Every type that manifests can name, in the order to list them.
  var types: [ArtifactType] { get }
  /// The keys of a source that say how its files are read, beside those that say which they are.
  var options: [SourceOption] { get }
  /// The type that a file of this name is read as, or `nil` where the ending is not known.
  func type(ofFile path: String) -> ArtifactType?
  /// Every file that reading `item` opens, those of its options included, in an order that does not
  /// depend on which one of several is named: together they are what the item is.
  ///
  /// Files that are missing are among them. Called often, so it reads as little as it can.
  ///
  /// - Throws: `StageError` saying what is wrong.
  func files(of item: SourceItem) throws -> [String]
  /// Where the elements of `item` lie, as its header says; `nil` for what has no grid, and where only
  /// reading all of it would tell.
  ///
  /// Reads headers, and compares what they promise with what there is.
  ///
  /// - Parameter whole: reads all of files that have no header.
  /// - Throws: `StageError` saying why `read` would fail.
  func inspect(_ item: SourceItem, whole: Bool) throws -> SourceGrid?
  /// Reads `item`, all of it before it returns.
  ///
  /// - Parameter warn: takes what the person who runs the job should know, a sentence.
  /// - Throws: `StageError` saying what is wrong with the file.
  func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact
  /// Endings that `write` accepts for `type`, for example `.nii.gz`.
  func endings(for type: ArtifactType) -> [String]
  /// Writes `artifact` to `path` in the format that its ending names, whole or not at all.
  ///
  /// - Parameter description: what made it, for formats that have a place for that; the same for the
  ///   same result.
  /// - Throws: `StageError` where the ending does not suit the type or the file cannot be written.
  func write(_ artifact: Artifact, to path: String, description: String) throws
  /// One tidy table out of tables at coordinates: a text column for each axis, then their columns.
  ///
  /// - Throws: `StageError` where they do not fit together.
  func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact
  /// `artifact` as it leaves the store: documents that tell of the run get what the store does not
  /// keep in them, because it differs between runs that give the same.
  ///
  /// - Parameters:
  ///   - names: what the manifest calls values along axes.
  ///   - provenance: where it comes from; read only where it is needed.
  func leaving(
    _ artifact: Artifact, names: AxisNames, _ provenance: () throws -> ResultProvenance
  ) throws -> Artifact
}

extension SourceReader {
  public var options: [SourceOption] { [] }

  public func files(of item: SourceItem) throws -> [String] { [item.path] }

  /// A reader that knows no headers has nothing to say.
  public func inspect(_ item: SourceItem, whole: Bool) throws -> SourceGrid? { nil }

  /// A reader that knows no tables joins none.
  public func joined(_ parts: [(coordinates: Coordinates, artifact: Artifact)]) throws -> Artifact {
    throw StageError("tables cannot be joined")
  }

  /// Artifacts leave as they are.
  public func leaving(
    _ artifact: Artifact, names: AxisNames, _ provenance: () throws -> ResultProvenance
  ) throws -> Artifact { artifact }

  /// Writes `artifact` where nothing is to be said of what made it.
  public func write(_ artifact: Artifact, to path: String) throws {
    try write(artifact, to: path, description: "")
  }

  /// Reads `item` where nobody wants to hear warnings.
  public func read(_ item: SourceItem) throws -> Artifact { try read(item) { _ in } }

  /// What a key holds of an item beside the content of its files: how it is read. Paths are not in it.
  func identity(of item: SourceItem) -> String {
    var text = "\(item.type.rawValue), readers \(version)"
    for (name, value) in item.options.sorted(by: { $0.key < $1.key }) {
      let isPath = options.first { $0.name == name }?.type == .path
      text += ", \(name)=\(isPath ? "file" : value.json())"
    }
    return text
  }
}

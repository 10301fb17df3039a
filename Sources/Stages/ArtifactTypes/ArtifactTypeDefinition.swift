package import PipelineKit

/// All that lastbit knows of one type of artifact: its name, how it lies in a store, which files hold
/// it, and how it is shown. A type is one file of this folder and one line in `artifactTypeDefinitions`.
///
/// Swift types that ports carry (`Input<Volume>`) are `ArtifactDecodable` and `ArtifactEncodable` in
/// the same file. A type whose numbers are compared over samples is a `ComparableType` as well.
package protocol ArtifactTypeDefinition: Sendable {
  /// What manifests and stores call it.
  static var type: ArtifactType { get }

  // MARK: Files

  /// Keys of sources that say how its files are read; each is listed by one type, which names all that
  /// it suits.
  static var options: [SourceOption] { get }
  /// Endings of names that are read as this type where a source does not say its type; no two types
  /// have one.
  static var endings: [String] { get }
  /// Whether a source of this name has the type, where it does not say it.
  static func claims(_ path: String) -> Bool
  /// As `SourceReader.files(of:)`.
  static func files(of item: SourceItem) throws -> [String]
  /// As `SourceReader.inspect`.
  static func inspect(_ item: SourceItem) throws -> SourceGrid?
  /// Whether only reading all of a file, which is small beside images, tells that it is whole.
  static var hasNoHeader: Bool { get }
  /// As `SourceReader.read`.
  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact
  /// Endings of names that are written, the first one preferred.
  static var writtenEndings: [String] { get }
  /// As `SourceReader.write`; the ending is one of `writtenEndings`.
  static func write(_ artifact: Artifact, to path: String, description: String) throws

  // MARK: Showing

  /// Whether its whole content is shown among that of many.
  static var isSmall: Bool { get }
  /// Type and size in a few words: `volume, float32 256 × 256 × 256`.
  static func form(_ artifact: Artifact) -> String
  /// What a person sees of the content.
  static func preview(_ artifact: Artifact) -> [PreviewPart]
  /// The content for `--json`; `nil` where `datasets` and attributes say all.
  ///
  /// A missing number is `null`; infinities are the texts `"Infinity"` and `"-Infinity"`.
  static func content(_ artifact: Artifact) -> Value?
}

/// A part of what a person sees of an artifact.
package enum PreviewPart: Sendable, Equatable {
  case line(String)
  /// Words in columns; numbers end at the right.
  case table(header: [String]?, rows: [[String]], rightAligned: Set<Int>)
}

extension ArtifactTypeDefinition {
  package static var options: [SourceOption] { [] }
  package static var endings: [String] { [] }
  package static func claims(_ path: String) -> Bool { endings.contains(where: path.hasSuffix) }
  package static func files(of item: SourceItem) throws -> [String] { [item.path] }
  package static func inspect(_ item: SourceItem) throws -> SourceGrid? { nil }
  package static var hasNoHeader: Bool { false }

  package static var isSmall: Bool { false }

  package static func form(_ artifact: Artifact) -> String {
    let shapes = artifact.datasets.prefix(1).map { dataset in
      let shape = dataset.elements.shape.times
      return ", \(dataset.elements.elementName) \(shape.isEmpty ? "scalar" : shape)"
    }
    return type.rawValue + shapes.joined()
  }

  /// Of arrays their extremes and mean, and the attributes.
  package static func preview(_ artifact: Artifact) -> [PreviewPart] {
    artifact.datasets.map { .line("\($0.name): \(ArrayStatistics($0.elements))") }
      + artifact.attributes.map { .line("\($0.key): \($0.value.json())") }
  }

  /// Of arrays their extremes and mean.
  package static func content(_ artifact: Artifact) -> Value? {
    .map(artifact.datasets.map { .init($0.name, ArrayStatistics($0.elements).value) })
  }

  /// - Throws: `StageError` where the file's name has none of the endings.
  static func require(_ path: String, endsIn endings: [String], ignoringCase: Bool = false) throws {
    let name = ignoringCase ? path.lowercased() : path
    guard !endings.contains(where: name.hasSuffix) else { return }
    throw StageError(
      endings.isEmpty
        ? "\(path): there is no file format for type \(type.rawValue)"
        : "\(path): files of type \(type.rawValue) end in \(endings.joined(separator: ", "))")
  }
}

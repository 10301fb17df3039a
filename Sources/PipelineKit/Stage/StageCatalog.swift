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

  /// The stage called `kind`.
  ///
  /// - Throws: `StageError` where there is none.
  func stage(_ kind: String) throws(StageError) -> any Stage.Type {
    guard let stage = byKind[kind] else { throw StageError("there is no stage kind '\(kind)'") }
    return stage
  }

  /// The stage called `kind`, where there is one.
  public subscript(kind: String) -> (any Stage.Type)? { byKind[kind] }
}

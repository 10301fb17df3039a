internal import Files

/// A file outside the store that a run reads: nothing may be written over it.
public struct ReadFile: Sendable, Hashable {
  public enum Role: Sendable, Hashable {
    /// A file of a source, or one that its options name.
    case source
    /// A table that lists the files of a source.
    case table
    case manifest
  }

  /// Absolute.
  public var path: String
  public var role: Role

  public init(_ path: String, _ role: Role) {
    self.path = path
    self.role = role
  }

  /// The file in a sentence: `the source 'a.nii'`.
  var described: String {
    switch role {
    case .source: "the source \(quoted(path))"
    case .table: "the table \(quoted(path)), which lists sources"
    case .manifest: "the manifest \(quoted(path))"
    }
  }
}

/// The files that a run reads by what their paths lead to, however they are spelt.
struct ReadFiles: Sendable {
  private let byPlace: [FilePlace: ReadFile]

  init(_ files: some Sequence<ReadFile>) {
    byPlace = Dictionary(
      files.map { (FilePlace($0.path), $0) }, uniquingKeysWith: { first, _ in first })
  }

  subscript(place: FilePlace) -> ReadFile? { byPlace[place] }
}

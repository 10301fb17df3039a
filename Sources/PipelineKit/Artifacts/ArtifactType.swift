/// What kind of thing flows through a port; ports of different types never connect.
///
/// A type is a name here. How it lies in a store, which files hold it, how it is shown and compared is
/// told where it is defined; which types there are, a `SourceReader` tells.
public struct ArtifactType: Hashable, Sendable {
  /// What manifests and stores call it.
  public let rawValue: String
  /// Whether the store looks for a smaller form of its arrays.
  public let isPacked: Bool

  public init(_ name: String, isPacked: Bool = true) {
    rawValue = name
    self.isPacked = isPacked
  }

  public static func == (a: ArtifactType, b: ArtifactType) -> Bool { a.rawValue == b.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension ArtifactType {
  /// Named columns of one length: one data set a column, in order of attribute `columns`. Those of
  /// several jobs can leave as one file.
  public static let table = ArtifactType("table")
  /// A tree of small values: attribute `content`.
  public static let record = ArtifactType("record")
}

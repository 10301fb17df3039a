/// Names and values of axes, in a fixed order: which combination a job or an item stands for.
///
/// Values are strings, always: `0051` stays `0051`.
public struct Coordinates: Hashable, Sendable, CustomStringConvertible {
  /// One axis and the value taken along it.
  public struct Entry: Hashable, Sendable {
    public var axis: String
    public var value: String

    public init(_ axis: String, _ value: String) {
      self.axis = axis
      self.value = value
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// The value along `axis`, where there is one.
  public subscript(axis: String) -> String? { entries.first { $0.axis == axis }?.value }

  /// `subject=01 repeat=3`, or empty.
  public var description: String {
    entries.map { "\($0.axis)=\($0.value)" }.joined(separator: " ")
  }
}

/// What a job's input ports hold.
public struct Inputs: Sendable {
  /// One artifact of an input port, loaded only when asked for.
  public struct Item: Sendable {
    /// Position along the axes that `over` took away; empty for a port that takes one item.
    public let coordinates: Coordinates
    private let partLoader: (@Sendable (Range<Int>) throws -> ArtifactPart)?
    private let loader: @Sendable () throws -> Artifact

    public init(
      coordinates: Coordinates,
      partLoader: (@Sendable (Range<Int>) throws -> ArtifactPart)? = nil,
      loader: @escaping @Sendable () throws -> Artifact
    ) {
      self.coordinates = coordinates
      self.partLoader = partLoader
      self.loader = loader
    }

    /// Reads the artifact from the store or from its source file.
    ///
    /// - Throws: `StageError` naming the file, where it cannot be read.
    public func load() throws -> Artifact { try loader() }

    /// Whether parts can be read without the whole.
    public var readsParts: Bool { partLoader != nil }

    /// Reads the artifact with no more of its data set `data` than the first indices `rows`; `nil`
    /// where only the whole can be read. Reading starts with row 0, which checks the whole file.
    public func load(rows: Range<Int>) throws -> ArtifactPart? { try partLoader?(rows) }
  }

  private let items: [String: [Item]]

  public init(_ items: [String: [Item]]) { self.items = items }

  /// The one artifact on `port`.
  ///
  /// - Precondition: the port is declared and not optional; the checker connected it.
  public func one(_ port: String) throws -> Artifact {
    guard let item = items[port]?.first else {
      preconditionFailure("input port '\(port)' is not connected")
    }
    return try item.load()
  }

  /// The artifact on an optional port, or `nil` where it was left unconnected.
  public func optional(_ port: String) throws -> Artifact? { try items[port]?.first?.load() }

  /// Every item on a port that takes many, in the order of their coordinates.
  public func many(_ port: String) -> [Item] { items[port] ?? [] }
}

/// What a job's input ports hold.
///
/// A stage reads it by the ports that it declares, `inputs[Self.moving]`, and gets what they carry.
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

  /// - Parameter items: by port, each port's in the order of their coordinates.
  public init(_ items: [String: [Item]]) { self.items = items }

  /// What the port holds.
  ///
  /// - Throws: `StageError` where it cannot be read, is not what its type says, or nothing is on a
  ///   port that is not optional.
  public subscript<Value>(port: Input<Value>) -> Value {
    get throws { try Value(items: items[port.name] ?? [], named: port.called) }
  }
}

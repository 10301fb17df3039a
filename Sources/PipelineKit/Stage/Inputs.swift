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
    /// The file that it comes from, where the artifact is all that this file holds.
    public let file: File?

    /// A file outside the store that an item is.
    public struct File: Sendable {
      /// Absolute.
      public var path: String
      private let copier: @Sendable (String) throws -> Void
      private let checker: @Sendable () throws -> Void

      public init(
        path: String, checker: @escaping @Sendable () throws -> Void = {},
        copier: @escaping @Sendable (String) throws -> Void
      ) {
        self.path = path
        self.checker = checker
        self.copier = copier
      }

      /// Whether what was read from `path` until now are the bytes that the job's key was made from: for
      /// files too large to be loaded, whose parts a stage reads itself.
      ///
      /// - Throws: an error in a sentence where the file has changed.
      public func requireUnchanged() throws { try checker() }

      /// Writes the bytes that the job's key was made from to a new file.
      ///
      /// - Throws: an error in a sentence where the file has changed, or cannot be read.
      public func copy(to path: String) throws { try copier(path) }
    }

    public init(
      coordinates: Coordinates,
      partLoader: (@Sendable (Range<Int>) throws -> ArtifactPart)? = nil, file: File? = nil,
      loader: @escaping @Sendable () throws -> Artifact
    ) {
      self.coordinates = coordinates
      self.partLoader = partLoader
      self.file = file
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

  /// The ports that hold something, sorted.
  public var ports: [String] { items.keys.sorted() }

  /// The items of a port, for kinds whose ports follow from the manifest.
  public func items(on port: String) -> [Item] { items[port] ?? [] }

  /// What the port holds.
  ///
  /// - Throws: `StageError` where it cannot be read, is not what its type says, or nothing is on a
  ///   port that is not optional.
  public subscript<Value>(port: Input<Value>) -> Value {
    get throws { try Value(items: items[port.name] ?? [], named: port.called) }
  }
}

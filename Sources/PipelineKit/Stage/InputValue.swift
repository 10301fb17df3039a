/// What a stage gets from an input port: one thing (`Input<Volume>`), perhaps one (`Input<Volume?>`),
/// or all along the axes under `over` (`Input<Many<Volume>>`).
public protocol InputValue: Sendable {
  /// Types of artifact that it can be read from, the preferred one first; none where each port says
  /// which it takes.
  static var artifactTypes: [ArtifactType] { get }
  /// Whether the port may be left unconnected.
  static var isOptional: Bool { get }
  /// Whether the port takes all items along the axes under `over` at once.
  static var takesMany: Bool { get }
  /// - Parameter name: how errors name what is on the port: `the moving image`.
  init(items: [Inputs.Item], named name: String) throws
}

/// A Swift type that artifacts of some types are read as.
///
/// To conform is all that it takes for `Input<Self>` to be a port.
public protocol ArtifactDecodable: InputValue {
  /// - Parameter name: how errors name the artifact.
  /// - Throws: `StageError` where the artifact holds something else.
  init(from artifact: Artifact, named name: String) throws
}

extension ArtifactDecodable {
  public static var isOptional: Bool { false }
  public static var takesMany: Bool { false }

  public init(items: [Inputs.Item], named name: String) throws {
    guard let item = items.first else { throw StageError("\(name) is not connected") }
    try self.init(from: item.load(), named: name)
  }
}

extension Optional: InputValue where Wrapped: InputValue {
  public static var artifactTypes: [ArtifactType] { Wrapped.artifactTypes }
  public static var isOptional: Bool { true }
  public static var takesMany: Bool { Wrapped.takesMany }

  public init(items: [Inputs.Item], named name: String) throws {
    self = items.isEmpty ? nil : try Wrapped(items: items, named: name)
  }
}

/// All items on a port, in the order of their coordinates, each read only when asked for.
public struct Many<Content: ArtifactDecodable>: InputValue, RandomAccessCollection {
  public static var artifactTypes: [ArtifactType] { Content.artifactTypes }
  public static var isOptional: Bool { false }
  public static var takesMany: Bool { true }

  /// One of them.
  public struct Item: Sendable {
    /// The artifact itself, for what reads parts of it.
    public let source: Inputs.Item
    private let kind: String

    fileprivate init(_ source: Inputs.Item, _ kind: String) {
      self.source = source
      self.kind = kind
    }

    /// Position along the axes that `over` took away.
    public var coordinates: Coordinates { source.coordinates }

    /// How errors name it: `the sample at repeat=3`.
    public var name: String {
      coordinates.entries.isEmpty ? kind : "\(kind) at \(coordinates)"
    }

    /// Reads it.
    ///
    /// - Throws: `StageError` where it cannot be read, or is not what the port's type says.
    public func load() throws -> Content { try Content(from: source.load(), named: name) }
  }

  private let items: [Item]

  public init(items: [Inputs.Item], named name: String) {
    self.items = items.map { Item($0, name) }
  }

  public var startIndex: Int { items.startIndex }
  public var endIndex: Int { items.endIndex }
  public subscript(position: Int) -> Item { items[position] }
}

extension Artifact: ArtifactDecodable, ArtifactEncodable {
  /// None: a port of artifacts says which types it takes.
  public static var artifactTypes: [ArtifactType] { [] }
  public init(from artifact: Artifact, named name: String) { self = artifact }
  public var artifact: Artifact { self }
}

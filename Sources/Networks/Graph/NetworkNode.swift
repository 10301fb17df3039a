import Values

/// One operation of a network with the names of the values that it takes and makes.
public struct NetworkNode: Sendable, Equatable {
  /// As the file or the builder calls it; may be empty.
  public var name: String
  /// As ONNX calls the operation.
  public var operation: String
  /// `""` for an input that is left out.
  public var inputs: [String]
  public var outputs: [String]
  public var attributes: [String: AttributeValue]
  /// The path of layers that its kernels run in, for scopes, counts and messages.
  public var layer: [String]

  public init(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: AttributeValue] = [:], name: String = "", layer: [String] = []
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    self.layer = layer
  }

  /// How messages call it.
  public var text: String {
    let called = name.isEmpty ? outputs.first { !$0.isEmpty } ?? "" : name
    return
      "node \(quoted(called)) (\(operation.prefix(60).filter { $0.isLetter || $0.isNumber || "_.-".contains($0) }))"
  }
}

/// A tensor that a network is given.
public struct NetworkInput: Sendable, Equatable {
  public var name: String
  public var type: ElementType
  public var shape: [Extent]

  public init(_ name: String, _ type: ElementType, _ shape: [Extent]) {
    self.name = name
    self.type = type
    self.shape = shape
  }

  /// The extent of one dimension.
  public enum Extent: Sendable, Equatable {
    case fixed(Int)
    /// Any extent; equal names are equal extents.
    case named(String)
    case free

    public var text: String {
      switch self {
      case .fixed(let extent): "\(extent)"
      case .named(let name): name
      case .free: "?"
      }
    }
  }

  /// `[1, 1, x, y, z]`.
  public var shapeText: String { "[\(shape.map(\.text).joined(separator: ", "))]" }
}

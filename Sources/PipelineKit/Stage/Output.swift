/// An output port of a stage, `static let moved = Output<Volume>("moved", "The moving image.")`: given
/// as `Self.moved(volume)`.
public struct Output<Value: ArtifactEncodable>: DeclaredPort {
  public private(set) var port: Port

  public var name: String { port.name }

  /// - Parameters:
  ///   - name: what a manifest writes behind the stage's.
  ///   - types: the types that it may have, where they are not those of `Value`.
  ///   - doc: one line of documentation, with shape and units.
  /// - Precondition: there is a type.
  public init(
    _ name: String, anyOf types: [ArtifactType] = Value.artifactTypes, _ doc: String
  ) {
    port = Port(name, anyOf: types, doc)
  }

  /// A port whose type follows from that of the items on `input`.
  ///
  /// - Precondition: `types` has an entry for every type that the input takes.
  public init<Other>(
    _ name: String, from input: Input<Other>, _ types: [ArtifactType: ArtifactType], _ doc: String
  ) {
    port = Port(name, from: input.port, types, doc)
  }

  /// The same port, giving an item for each value along an axis of its own.
  ///
  /// - Parameters:
  ///   - axis: its name, which manifests select by: `trained.model[epoch=9]`.
  ///   - values: the values along it, from the stage's parameters.
  public func along(
    _ axis: String, _ values: @escaping @Sendable (ParameterValues) throws -> [String]
  ) -> Output {
    var output = self
    output.port.axis = PortAxis(axis, values)
    return output
  }

  /// `content` on this port.
  public func callAsFunction(_ content: Value) -> Outputs.Element {
    Outputs.Element(port: name, artifact: content.artifact)
  }

  /// `content` as the item at `value` along the port's own axis.
  ///
  /// - Precondition: the port was made by `along`.
  public func callAsFunction(_ content: Value, at value: String) -> Outputs.Element {
    guard let axis = port.axis else { preconditionFailure("output '\(name)' adds no axis") }
    return Outputs.Element(
      port: Port.item(name, axis.name, value), artifact: content.artifact)
  }
}

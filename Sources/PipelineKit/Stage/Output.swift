/// An output port of a stage, `static let moved = Output<Volume>("moved", "The moving image.")`: given
/// as `Self.moved(volume)`.
public struct Output<Value: ArtifactEncodable>: DeclaredPort {
  public let port: Port

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

  /// `content` on this port.
  public func callAsFunction(_ content: Value) -> Outputs.Element {
    Outputs.Element(port: name, artifact: content.artifact)
  }
}

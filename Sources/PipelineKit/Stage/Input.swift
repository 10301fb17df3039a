/// An input port of a stage, `static let moving = Input<Volume>("moving", "The image to move.")`: read
/// with `inputs[Self.moving]`, which is a `Volume`.
///
/// `Input<Volume?>` may be left unconnected; `Input<Many<Volume>>` takes all items along the axes under
/// `over`.
public struct Input<Value: InputValue>: DeclaredPort {
  public let port: Port
  /// How errors name what is on it.
  public let called: String

  public var name: String { port.name }

  /// - Parameters:
  ///   - name: what a manifest writes under `in:`.
  ///   - called: how errors name what is on the port; `the moving image`. By default `the` and its name.
  ///   - types: the types that it takes, the preferred one first, where they are not those of `Value`.
  ///     All items of a port have the same one.
  ///   - count: how many items it has to get: samples that are compared with one another.
  ///   - doc: one line of documentation, with shape and units.
  /// - Precondition: there is a type.
  public init(
    _ name: String, called: String? = nil, anyOf types: [ArtifactType] = Value.artifactTypes,
    atLeast count: Int = 1, _ doc: String
  ) {
    port = Port(
      name, anyOf: types, doc, optional: Value.isOptional, many: Value.takesMany
    ).taking(atLeast: count)
    self.called = called ?? "the \(name)"
  }
}

/// Inputs of a stage that have to lie on one grid, element for element at one place, and the outputs that
/// lie there too.
///
/// Of source files this is checked before anything runs; the stage checks what it gets all the same.
public struct SharedGrid: Sendable {
  /// Input ports; all items of one that takes many.
  public var inputs: [String]
  public var outputs: [String]
  /// Holds only where this input has this type.
  public var condition: (input: String, type: ArtifactType)?

  public init(
    _ inputs: String..., outputs: [String] = [],
    where condition: (input: String, type: ArtifactType)? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.condition = condition
  }
}

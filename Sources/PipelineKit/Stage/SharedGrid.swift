/// Inputs of a stage that have to lie on one grid, element for element at one place, and the outputs that
/// lie there too.
///
/// Of source files this is checked before anything runs; the stage checks what it gets all the same.
public struct SharedGrid: Sendable {
  /// Input ports; all items of one that takes many.
  public var inputs: [String]
  public var outputs: [String]
  /// Whether the first items of all ports have to lie on one grid, the second ones on one, which may be
  /// another, and so on: an image and its label map of each person.
  public var isItemByItem: Bool
  /// Holds only where this input has this type.
  public var condition: (input: String, type: ArtifactType)?

  public init(
    _ inputs: String..., itemByItem isItemByItem: Bool = false, outputs: [String] = [],
    where condition: (input: String, type: ArtifactType)? = nil
  ) {
    self.inputs = inputs
    self.isItemByItem = isItemByItem
    self.outputs = outputs
    self.condition = condition
  }
}

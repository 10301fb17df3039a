/// The axis along which classes lie.
struct ClassAxis: Sendable {
  private let axis: Int
  /// Whether all axes from it on are one, as before version 13.
  private let isFlat: Bool

  init(_ attributes: Attributes) {
    isFlat = attributes.version < 13
    axis = attributes.integer("axis", default: isFlat ? 1 : -1)
  }

  /// The shape `[N, classes, places]` of the same elements.
  ///
  /// - Throws: `ModelError` where there is no such axis.
  func columns(_ shape: [Int]) throws(ModelError) -> [Int] {
    if isFlat, axis == shape.count { return [shape.reduce(1, *), 1, 1] }
    let axis = try OperationInputs.axis(axis, rank: shape.count)
    let (before, after) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
    return isFlat ? [before, shape[axis] * after, 1] : [before, shape[axis], after]
  }
}

import Arithmetic

/// Tensors one after the other along an axis.
struct Concat: NetworkOperation {
  static let name = "Concat"
  static let versions = [4, 11, 13]
  static let attributes = [AttributeRule("axis", .integer)]
  static let inputs = 1...1 << 16

  private let axis: Int

  init(_ attributes: Attributes) throws(ModelError) {
    guard let axis = attributes.integer("axis") else {
      throw ModelError("attribute 'axis' is missing")
    }
    self.axis = axis
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let first = try inputs[0]
    let axis = try OperationInputs.axis(axis, rank: first.shape.count)
    var (shape, sizes) = (first.shape, [Int]())
    for index in 0..<inputs.count {
      let part = try inputs.alike(index)
      var fitting = part.shape
      if fitting.count == shape.count { fitting[axis] = first.shape[axis] }
      guard fitting == first.shape else {
        throw ModelError(
          "tensors of shape \(first.shape) and \(part.shape) do not go together along axis \(axis)")
      }
      sizes.append(part.shape[axis])
    }
    shape[axis] = sizes.reduce(0, +)
    let parts = sizes
    return .exact(
      [ValueFact(first.type, shape)],
      backward: { _, _, gradients, _ in
        gradients[0]?.split(parts, axis: axis) ?? parts.map { _ in nil }
      }
    ) { operands in
      [.concatenate((0..<operands.count).map { operands[$0] }, axis: axis)]
    }
  }
}

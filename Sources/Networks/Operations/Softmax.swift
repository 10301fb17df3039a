import Arithmetic

/// exp(x) over its sum along an axis; before version 13 along all axes from `axis` on.
struct Softmax: NetworkOperation {
  static let name = "Softmax"
  static let versions = [1, 11, 13]
  static let attributes = [AttributeRule("axis", .integer)]

  private let classes: ClassAxis

  init(_ attributes: Attributes) { classes = ClassAxis(attributes) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try classes.step(
      inputs, .softmax, forward: { $0.softmax($1) },
      backward: { $0.softmaxGradient(softmax: $1, gradient: $2) })
  }
}

import Arithmetic

/// The logarithm of softmax along an axis; before version 13 along all axes from `axis` on.
struct LogSoftmax: NetworkOperation {
  static let name = "LogSoftmax"
  static let versions = [1, 11, 13]
  static let attributes = [AttributeRule("axis", .integer)]

  private let classes: ClassAxis

  init(_ attributes: Attributes) { classes = ClassAxis(attributes) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try classes.step(
      inputs, .logSoftmax, forward: { $0.logSoftmax($1) },
      backward: { $0.logSoftmaxGradient(logSoftmax: $1, gradient: $2) })
  }
}

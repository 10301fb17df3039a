import Arithmetic

/// exp(x) over its sum along an axis; before version 13 along all axes from `axis` on.
struct Softmax: NetworkOperation {
  static let name = "Softmax"
  static let versions = [1, 11, 13]
  static let attributes = [AttributeRule("axis", .integer)]

  private let classes: ClassAxis

  init(_ attributes: Attributes) { classes = ClassAxis(attributes) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let columns = try classes.columns(x.shape)
    return .kernels(
      [.softmax], [ValueFact(x.type, x.shape)],
      backward: { _, outputs, gradients, arithmetic in
        guard case .real(let y)? = outputs.first, let gradient = gradients[0] else { return [nil] }
        return [
          arithmetic.softmaxGradient(
            softmax: y.reshaped(columns), gradient: gradient.reshaped(columns)
          ).reshaped(y.shape)
        ]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      guard x.count > 0 else { return [.real(x)] }
      return [.real(arithmetic.softmax(x.reshaped(columns)).reshaped(x.shape))]
    }
  }
}

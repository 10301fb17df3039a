import Arithmetic
import ExactFunctions

/// The first of two tensors where a condition holds, the second elsewhere.
struct Where: NetworkOperation {
  static let name = "Where"
  static let versions = [9, 16]
  static let inputs = 3...3

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (condition, x, y) = (try inputs[0], try inputs[1], try inputs[2])
    guard condition.type == .bool, x.type == y.type else {
      throw ModelError(
        "its inputs are \(condition.type.rawValue), \(x.type.rawValue) and \(y.type.rawValue)")
    }
    let shape = try Broadcasting.shape([condition.shape, x.shape, y.shape])
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0],
          case .boolean(let isFirst) = operands[0].expanded(to: shape)
        else { return [nil, nil, nil] }
        let none = RealTensor.filled(gradient.format, shape, 0)
        return [
          nil,
          gradient.chosen(isFirst, else: none).contracted(to: operands[1].shape, arithmetic),
          none.chosen(isFirst, else: gradient).contracted(to: operands[2].shape, arithmetic),
        ]
      }
    ) { operands in
      guard case .boolean(let isFirst) = operands[0].expanded(to: shape) else {
        preconditionFailure("truth values were checked")
      }
      switch (operands[1].expanded(to: shape), operands[2].expanded(to: shape)) {
      case (.real(let a), .real(let b)): return [.real(a.chosen(isFirst, else: b))]
      case (.integer(let a), .integer(let b)): return [.integer(a.chosen(isFirst, else: b))]
      case (.boolean(let a), .boolean(let b)): return [.boolean(a.chosen(isFirst, else: b))]
      default: preconditionFailure("equal types were checked")
      }
    }
  }
}

import Arithmetic
import ExactFunctions

/// Operations of two tensors of truth values.
enum TruthValues {
  static func step(_ inputs: OperationInputs, _ combine: @escaping @Sendable (Bool, Bool) -> Bool)
    throws(ModelError) -> OperationStep
  {
    let (x, y) = (try inputs[0], try inputs.alike(1))
    guard x.type == .bool else {
      throw ModelError("its inputs are \(x.type.rawValue) where bool was expected")
    }
    let shape = try Broadcasting.shape([x.shape, y.shape])
    return .exact([ValueFact(.bool, shape)]) { operands in
      guard case .boolean(let a) = operands[0].expanded(to: shape),
        case .boolean(let b) = operands[1].expanded(to: shape)
      else { preconditionFailure("truth values were checked") }
      return [.boolean(a.exactly(b, combine))]
    }
  }
}

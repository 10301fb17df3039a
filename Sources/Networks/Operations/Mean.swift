import Arithmetic

/// The mean of tensors, element by element: the sum first to last, then one division.
struct Mean: NetworkOperation {
  static let name = "Mean"
  static let versions = [8, 13]
  static let inputs = 1...1 << 16

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let fact = try Extremes.common(inputs)
    _ = try inputs.real(0)
    let (shape, count) = (fact.shape, Double(inputs.count))
    return .kernels(
      [.add, .divide], [fact],
      backward: { operands, _, gradients, arithmetic in
        let own = gradients[0].map { arithmetic.divide($0, count) }
        return (0..<operands.count).map { number in
          own?.contracted(to: operands[number].shape, arithmetic)
        }
      }
    ) { operands, arithmetic in
      let parts = (0..<operands.count).map { operands.real($0).expanded(to: shape) }
      let sum = parts[1...].reduce(parts[0]) { arithmetic.add($0, $1) }
      return [.real(arithmetic.divide(sum, count))]
    }
  }
}

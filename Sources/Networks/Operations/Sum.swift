import Arithmetic

/// The sum of tensors, element by element, first to last.
struct Sum: NetworkOperation {
  static let name = "Sum"
  static let versions = [8, 13]
  static let inputs = 1...1 << 16

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let fact = try Extremes.common(inputs)
    _ = try inputs.real(0)
    let shape = fact.shape
    guard inputs.count > 1 else { return .reshaping(fact, to: shape) }
    return .kernels(
      [.add], [fact],
      backward: { operands, _, gradients, arithmetic in
        (0..<operands.count).map { number in
          gradients[0]?.contracted(to: operands[number].shape, arithmetic)
        }
      }
    ) { operands, arithmetic in
      let parts = (0..<operands.count).map { operands.real($0).expanded(to: shape) }
      return [.real(parts[1...].reduce(parts[0]) { arithmetic.add($0, $1) })]
    }
  }
}

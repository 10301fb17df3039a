import Arithmetic

extension OperationStep {
  /// The same elements under another shape.
  static func reshaping(_ x: ValueFact, to shape: [Int]) -> OperationStep {
    let old = x.shape
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { _, _, gradients, _ in [gradients[0]?.reshaped(old)] }
    ) { operands in [operands[0].reshaped(shape)] }
  }
}

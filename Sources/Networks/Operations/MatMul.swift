import Arithmetic

/// Products of matrices, stacked along axes that broadcast; a vector on the left is a row, on the right
/// a column.
struct MatMul: NetworkOperation {
  static let name = "MatMul"
  static let versions = [1, 9, 13]
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (a, b) = (try inputs.real(0), try inputs.alike(1))
    guard !a.shape.isEmpty, !b.shape.isEmpty, a.count > 0, b.count > 0 else {
      throw ModelError("shapes \(a.shape) and \(b.shape) are no matrices")
    }
    let left = a.shape.count == 1 ? [1] + a.shape : a.shape
    let right = b.shape.count == 1 ? b.shape + [1] : b.shape
    let (rows, columns) = (left[left.count - 2], right[right.count - 1])
    let inner = left[left.count - 1]
    guard right[right.count - 2] == inner else {
      throw ModelError("matrices of shape \(a.shape) and \(b.shape) cannot be multiplied")
    }
    let stack = try Broadcasting.shape([Array(left.dropLast(2)), Array(right.dropLast(2))])
    let shape =
      stack + (a.shape.count > 1 ? [rows] : []) + (b.shape.count > 1 ? [columns] : [])
    let output = ValueFact(a.type, shape)
    let depth = stack.reduce(1, *)
    let backward: OperationStep.Backward = { operands, _, gradients, arithmetic in
      guard let gradient = gradients[0] else { return [nil, nil] }
      let own = gradient.reshaped([depth, rows, columns])
      let x = operands.real(0).reshaped(left).expanded(to: stack + [rows, inner])
        .reshaped([depth, rows, inner])
      let y = operands.real(1).reshaped(right).expanded(to: stack + [inner, columns])
        .reshaped([depth, inner, columns])
      let first =
        !operands.wantsGradient(0)
        ? nil
        : arithmetic.matrixProduct(own, y, transposeA: false, transposeB: true)
          .reshaped(stack + [rows, inner]).contracted(to: left, arithmetic)
      let second =
        !operands.wantsGradient(1)
        ? nil
        : arithmetic.matrixProduct(x, own, transposeA: true, transposeB: false)
          .reshaped(stack + [inner, columns]).contracted(to: right, arithmetic)
      return [first?.reshaped(a.shape), second?.reshaped(b.shape)]
    }
    return .kernels(
      [.matrixProduct], [output], multiplyAdds: try Extents.count(shape + [inner]),
      backward: backward
    ) { operands, arithmetic in
      let x = operands.real(0).reshaped(left).expanded(to: stack + [rows, inner])
      let y = operands.real(1).reshaped(right).expanded(to: stack + [inner, columns])
      let product = arithmetic.matrixProduct(
        x.reshaped([depth, rows, inner]), y.reshaped([depth, inner, columns]), transposeA: false,
        transposeB: false)
      return [.real(product.reshaped(shape))]
    }
  }
}

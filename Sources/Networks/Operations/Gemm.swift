import Arithmetic

/// α · op(a) · op(b) + β · c, with c broadcast one way: the product, then its scale, then the sum.
struct Gemm: NetworkOperation {
  static let name = "Gemm"
  static let versions = [7, 9, 11, 13]
  static let attributes = [
    AttributeRule("alpha", .number), AttributeRule("beta", .number),
    AttributeRule("transA", .integer), AttributeRule("transB", .integer),
  ]
  static let inputs = 2...3

  private let alpha: Double
  private let beta: Double
  private let turnsA: Bool
  private let turnsB: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    alpha = attributes.number("alpha", default: 1)
    beta = attributes.number("beta", default: 1)
    turnsA = try attributes.flag("transA", default: false)
    turnsB = try attributes.flag("transB", default: false)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (a, b) = (try inputs.real(0), try inputs.alike(1))
    guard a.shape.count == 2, b.shape.count == 2, a.count > 0, b.count > 0 else {
      throw ModelError("shapes \(a.shape) and \(b.shape) are no matrices")
    }
    let (rows, inner) = turnsA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (other, columns) = turnsB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    guard inner == other else {
      throw ModelError("matrices of shape \(a.shape) and \(b.shape) cannot be multiplied")
    }
    let shape = [rows, columns]
    let hasC = inputs.optional(2) != nil
    if hasC { try Broadcasting.check(inputs.alike(2).shape, to: shape, "a summand") }
    let (alpha, beta, turnsA, turnsB) = (alpha, beta, turnsA, turnsB)
    var rounding: [Kernel] = [.matrixProduct]
    if alpha != 1 || (hasC && beta != 1) { rounding.append(.multiply) }
    if hasC { rounding.append(.add) }
    let backward: OperationStep.Backward = { operands, _, gradients, arithmetic in
      guard let whole = gradients[0] else { return [nil, nil, nil] }
      let gradient = alpha == 1 ? whole : arithmetic.multiply(whole, alpha)
      let ofC = beta == 1 ? whole : arithmetic.multiply(whole, beta)
      let (x, y) = (operands.real(0), operands.real(1))
      let first =
        !operands.wantsGradient(0)
        ? nil
        : turnsA
          ? arithmetic.matrixProduct(y, gradient, transposeA: turnsB, transposeB: true)
          : arithmetic.matrixProduct(gradient, y, transposeA: false, transposeB: !turnsB)
      let second =
        !operands.wantsGradient(1)
        ? nil
        : turnsB
          ? arithmetic.matrixProduct(gradient, x, transposeA: true, transposeB: turnsA)
          : arithmetic.matrixProduct(x, gradient, transposeA: !turnsA, transposeB: false)
      return [
        first, second,
        operands.optionalReal(2).map { ofC.contracted(to: $0.shape, arithmetic) },
      ]
    }
    return .kernels(
      rounding, [ValueFact(a.type, shape)], multiplyAdds: try Extents.count(shape + [inner]),
      backward: backward
    ) { operands, arithmetic in
      var product = arithmetic.matrixProduct(
        operands.real(0), operands.real(1), transposeA: turnsA, transposeB: turnsB)
      if alpha != 1 { product = arithmetic.multiply(product, alpha) }
      guard var c = operands.optionalReal(2) else { return [.real(product)] }
      if beta != 1 { c = arithmetic.multiply(c, beta) }
      return [.real(arithmetic.add(product, c.expanded(to: shape)))]
    }
  }
}

import Arithmetic

/// The last axes, from `axis` on, by their mean and (biased) variance (Ba et al. 2016); then scale and bias
/// for each place. Also gives the means and the reciprocals of the deviations.
struct LayerNormalization: NetworkOperation {
  static let name = "LayerNormalization"
  static let versions = [17]
  static let attributes = [
    AttributeRule("axis", .integer), AttributeRule("epsilon", .number),
    AttributeRule("stash_type", .integer),
  ]
  static let inputs = 2...3
  static let outputs = 1...3

  private let axis: Int
  private let epsilon: Double

  init(_ attributes: Attributes) throws(ModelError) {
    axis = attributes.integer("axis", default: -1)
    epsilon = attributes.number("epsilon", default: Double(Float(1e-5)))
    guard attributes.integer("stash_type", default: 1) == 1 else {
      throw ModelError(
        "attribute 'stash_type' is not 1: other formats of the moments are not supported")
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let axis = try OperationInputs.axis(axis, rank: x.shape.count)
    guard x.count > 0 else { throw ModelError("its input has no elements") }
    let normalized = Array(x.shape[axis...])
    try Broadcasting.check(inputs.alike(1).shape, to: normalized, "a scale")
    let hasBias = inputs.optional(2) != nil
    if hasBias { try Broadcasting.check(inputs.alike(2).shape, to: normalized, "a bias") }
    let rows = x.shape[..<axis].reduce(1, *)
    let columns = x.count / rows
    let reduced = x.shape[..<axis] + normalized.map { _ in 1 }
    let (epsilon, wantsMore) = (epsilon, inputs.outputs > 1)
    let outputs = [
      ValueFact(x.type, x.shape), ValueFact(x.type, Array(reduced)),
      ValueFact(x.type, Array(reduced)),
    ]
    return .kernels(
      wantsMore
        ? [.layerNormalize, .add, .squareRoot, .divide]
        : [.layerNormalize],
      outputs,
      backward: { operands, _, gradients, arithmetic throws(ModelError) in
        guard gradients.dropFirst().allSatisfy({ $0 == nil }) else {
          throw ModelError("its moments have no gradient")
        }
        guard let gradient = gradients[0] else { return [nil, nil, nil] }
        let x = operands.real(0)
        let result = x.normalized(rows: rows, epsilon: epsilon, arithmetic)
        let scale = operands.real(1).expanded(to: normalized).expanded(to: x.shape)
        let own = arithmetic.multiply(gradient, scale)
        let products = arithmetic.multiply(gradient, result.output.reshaped(x.shape))
        return [
          x.normalizedGradient(
            rows: rows, result.mean, result.variance, epsilon, own, arithmetic),
          products.contracted(to: operands.real(1).shape, arithmetic),
          operands.optionalReal(2).map { gradient.contracted(to: $0.shape, arithmetic) },
        ]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      let scale = operands.real(1).expanded(to: normalized).reshaped([columns])
      let bias =
        operands.optionalReal(2)?.expanded(to: normalized).reshaped([columns])
        ?? .filled(x.format, [columns], 0)
      let result = arithmetic.layerNormalize(
        x.reshaped([rows, columns]), weight: scale, bias: bias, epsilon: epsilon)
      let output = result.output
      guard wantsMore else { return [.real(output.reshaped(x.shape))] }
      let deviation = arithmetic.squareRoot(arithmetic.add(result.variance, epsilon))
      let inverse = arithmetic.divide(.filled(x.format, deviation.shape, 1), deviation)
      return [
        .real(output.reshaped(x.shape)), .real(result.mean.reshaped(Array(reduced))),
        .real(inverse.reshaped(Array(reduced))),
      ]
    }
  }
}

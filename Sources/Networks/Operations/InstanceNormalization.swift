import Arithmetic

/// Each channel of each image by its own mean and (biased) variance, then by scale and bias `[C]`
/// (Ulyanov et al. 2016).
struct InstanceNormalization: NetworkOperation {
  static let name = "InstanceNormalization"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("epsilon", .number)]
  static let inputs = 3...3

  private let epsilon: Double

  init(_ attributes: Attributes) {
    epsilon = attributes.number("epsilon", default: Double(Float(1e-5)))
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    guard x.shape.count >= 3, x.count > 0 else {
      throw ModelError("its input of shape \(x.shape) has no spatial axes")
    }
    for index in 1...2 {
      let own = try inputs.alike(index)
      guard own.shape == [x.shape[1]] else {
        throw ModelError(
          "its \(OperationInputs.ordinal(index)) input has shape \(own.shape), not [\(x.shape[1])]")
      }
    }
    let (epsilon, images) = (epsilon, x.shape[0])
    let rows = [1, images * x.shape[1]] + x.shape[2...]
    return .kernels(
      [.instanceNormalize], [ValueFact(x.type, x.shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil, nil] }
        let (x, weight) = (operands.real(0).reshaped(rows), operands.real(1))
        let repeated = weight.repeated(images)
        let moments = arithmetic.channelMoments(x)
        let parts = arithmetic.batchNormalizeGradient(
          x, weight: repeated, mean: moments.mean, variance: moments.variance, epsilon: epsilon,
          gradient: gradient.reshaped(rows))
        func total(_ part: RealTensor) -> RealTensor {
          part.reshaped([images, weight.count]).summed(over: [0], arithmetic)
        }
        return [parts.x.reshaped(operands.real(0).shape), total(parts.weight), total(parts.bias)]
      }
    ) { operands, arithmetic in
      [
        .real(
          arithmetic.instanceNormalize(
            operands.real(0), weight: operands.real(1), bias: operands.real(2), epsilon: epsilon))
      ]
    }
  }
}

extension RealTensor {
  /// A vector `count` times after itself.
  func repeated(_ count: Int) -> RealTensor {
    expanded(to: [count] + shape).reshaped([count * self.count])
  }
}

import Arithmetic

/// Normalization with the statistics of training: scale = weight × (1 / √(variance + ε)), shift =
/// bias − mean × scale, then x × scale + shift, in PyTorch's order.
///
/// Scale and shift are made anew for each run, so that they are part of what an arithmetic perturbs.
/// Where a plan is one for training, the batch's own moments take the place of the statistics.
struct BatchNormalization: NetworkOperation {
  static let name = "BatchNormalization"
  static let versions = [7, 9, 14, 15]
  static let attributes = [
    AttributeRule("epsilon", .number), AttributeRule("momentum", .number),
    AttributeRule("spatial", .integer, until: 8),
    AttributeRule("training_mode", .integer, since: 14),
  ]
  static let inputs = 5...5

  private let epsilon: Double

  init(_ attributes: Attributes) throws(ModelError) {
    epsilon = attributes.number("epsilon", default: Double(Float(1e-5)))
    guard try attributes.flag("spatial", default: true) else {
      throw ModelError("attribute 'spatial' is 0: statistics for each voxel are not supported")
    }
    guard try !attributes.flag("training_mode", default: false) else {
      throw ModelError("attribute 'training_mode' is 1: export the network for inference")
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    guard x.shape.count >= 2 else { throw ModelError("its input has no channels: \(x.shape)") }
    for index in 1...4 {
      let own = try inputs.alike(index)
      guard own.shape == [x.shape[1]] else {
        throw ModelError(
          "its \(OperationInputs.ordinal(index)) input has shape \(own.shape), not [\(x.shape[1])]")
      }
    }
    let epsilon = epsilon
    if inputs.isTraining { return Self.training(x, epsilon) }
    var step = OperationStep.kernels(
      [.add, .squareRoot, .divide, .multiply, .subtract, .scaleAndShift],
      [ValueFact(x.type, x.shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil, nil, nil, nil] }
        let (x, mean) = (operands.real(0), operands.real(3))
        let inverse = Self.inverseDeviation(operands.real(4), epsilon, arithmetic)
        let scale = arithmetic.multiply(operands.real(1), inverse)
        let none = RealTensor.filled(mean.format, mean.shape, 0)
        // What is multiplied by the weight: (x − mean) / deviation.
        let normal = arithmetic.scaleAndShift(
          x, scale: inverse, shift: arithmetic.multiply(mean, inverse).negated)
        return [
          arithmetic.scaleAndShift(gradient, scale: scale, shift: none),
          arithmetic.channelSum(arithmetic.multiply(gradient, normal)),
          arithmetic.channelSum(gradient), nil, nil,
        ]
      }
    ) { operands, arithmetic in
      let (scale, shift) = Self.transform(operands, epsilon, arithmetic)
      return [.real(arithmetic.scaleAndShift(operands.real(0), scale: scale, shift: shift))]
    }
    step.part = .normalization { Self.transform($0, epsilon, $1) }
    return step
  }

  private static func inverseDeviation(
    _ variance: RealTensor, _ epsilon: Double, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let deviation = arithmetic.squareRoot(arithmetic.add(variance, epsilon))
    return arithmetic.divide(.filled(variance.format, variance.shape, 1), deviation)
  }

  /// The scale and the shift of each channel.
  private static func transform(
    _ operands: Operands, _ epsilon: Double, _ arithmetic: any Arithmetic
  ) -> (scale: RealTensor, shift: RealTensor) {
    let (weight, bias) = (operands.real(1), operands.real(2))
    let scale = arithmetic.multiply(
      weight, inverseDeviation(operands.real(4), epsilon, arithmetic))
    return (scale, arithmetic.subtract(bias, arithmetic.multiply(operands.real(3), scale)))
  }

  /// With the batch's own moments, which come out after the result: the (biased) variance last.
  private static func training(_ x: ValueFact, _ epsilon: Double) -> OperationStep {
    let moments = ValueFact(x.type, [x.shape[1]])
    return .kernels(
      [.batchNormalize], [ValueFact(x.type, x.shape), moments, moments],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil, nil, nil, nil] }
        let x = operands.real(0)
        let moments = arithmetic.channelMoments(x)
        let parts = arithmetic.batchNormalizeGradient(
          x, weight: operands.real(1), mean: moments.mean, variance: moments.variance,
          epsilon: epsilon, gradient: gradient)
        return [parts.x, parts.weight, parts.bias, nil, nil]
      }
    ) { operands, arithmetic in
      let result = arithmetic.batchNormalize(
        operands.real(0), weight: operands.real(1), bias: operands.real(2), epsilon: epsilon)
      return [.real(result.output), .real(result.mean), .real(result.variance)]
    }
  }
}

import Arithmetic

/// Normalization with the statistics of training: scale = weight × (1 / √(variance + ε)), shift =
/// bias − mean × scale, then x × scale + shift, in PyTorch's order.
///
/// Scale and shift are made anew for each run, so that they are part of what an arithmetic perturbs.
struct BatchNormalizationOperation: NetworkOperation {
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
    return .kernels(
      [.add, .squareRoot, .divide, .multiply, .subtract, .scaleAndShift],
      [ValueFact(x.type, x.shape)]
    ) { operands, arithmetic in
      let (weight, bias) = (operands.real(1), operands.real(2))
      let (mean, variance) = (operands.real(3), operands.real(4))
      let deviation = arithmetic.squareRoot(arithmetic.add(variance, epsilon))
      let ones = RealTensor.filled(weight.format, weight.shape, 1)
      let scale = arithmetic.multiply(weight, arithmetic.divide(ones, deviation))
      let shift = arithmetic.subtract(bias, arithmetic.multiply(mean, scale))
      return [.real(arithmetic.scaleAndShift(operands.real(0), scale: scale, shift: shift))]
    }
  }
}

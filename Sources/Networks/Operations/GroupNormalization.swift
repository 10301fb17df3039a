import Arithmetic

/// Groups of channels of each image by their own mean and (biased) variance (Wu and He 2018); then scale
/// and bias: one for each group before version 21, one for each channel since.
struct GroupNormalization: NetworkOperation {
  static let name = "GroupNormalization"
  static let versions = [18, 21]
  static let attributes = [
    AttributeRule("epsilon", .number), AttributeRule("num_groups", .integer),
    AttributeRule("stash_type", .integer, since: 21),
  ]
  static let inputs = 3...3

  private let epsilon: Double
  private let groups: Int
  private let isPerGroup: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    epsilon = attributes.number("epsilon", default: Double(Float(1e-5)))
    guard let groups = attributes.integer("num_groups"), groups > 0 else {
      throw ModelError("attribute 'num_groups' is missing, or below 1")
    }
    guard attributes.integer("stash_type", default: 1) == 1 else {
      throw ModelError(
        "attribute 'stash_type' is not 1: other formats of the moments are not supported")
    }
    self.groups = groups
    isPerGroup = attributes.version < 21
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    guard x.shape.count >= 2, x.count > 0, x.shape[1] % groups == 0 else {
      throw ModelError(
        "an input of shape \(x.shape) cannot be cut into \(groups) groups of channels")
    }
    let (count, channels) = (isPerGroup ? groups : x.shape[1], x.shape[1])
    for index in 1...2 {
      let own = try inputs.alike(index)
      guard own.shape == [count] else {
        throw ModelError(
          "its \(OperationInputs.ordinal(index)) input has shape \(own.shape), not [\(count)]")
      }
    }
    let (epsilon, groups, parts) = (epsilon, groups, x.shape[0] * groups)
    @Sendable func each(_ own: RealTensor) -> RealTensor {
      own.reshaped([count, 1]).expanded(to: [count, channels / count]).reshaped([channels])
    }
    return .kernels(
      [.groupNormalize], [ValueFact(x.type, x.shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil, nil] }
        let x = operands.real(0)
        let normalized = x.normalized(rows: parts, epsilon: epsilon, arithmetic)
        let none = RealTensor.filled(x.format, [channels], 0)
        let own = arithmetic.scaleAndShift(gradient, scale: each(operands.real(1)), shift: none)
        let products = arithmetic.multiply(gradient, normalized.output.reshaped(x.shape))
        func total(_ sums: RealTensor) -> RealTensor {
          sums.reshaped([count, channels / count]).summed(over: [1], arithmetic)
        }
        return [
          x.normalizedGradient(
            rows: parts, normalized.mean, normalized.variance, epsilon, own, arithmetic),
          total(arithmetic.channelSum(products)), total(arithmetic.channelSum(gradient)),
        ]
      }
    ) { operands, arithmetic in
      [
        .real(
          arithmetic.groupNormalize(
            operands.real(0), groups: groups, weight: each(operands.real(1)),
            bias: each(operands.real(2)), epsilon: epsilon))
      ]
    }
  }
}

extension RealTensor {
  /// Each of `rows` equal parts, one after the other, less its mean and over its deviation:
  /// `[1, rows, columns]`.
  func normalized(rows: Int, epsilon: Double, _ arithmetic: any Arithmetic)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)
  {
    arithmetic.batchNormalize(
      reshaped([1, rows, count / rows]), weight: .filled(format, [rows], 1),
      bias: .filled(format, [rows], 0), epsilon: epsilon)
  }

  /// The gradient of `normalized` from its moments and that of its output.
  func normalizedGradient(
    rows: Int, _ mean: RealTensor, _ variance: RealTensor, _ epsilon: Double,
    _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let shape = [1, rows, count / rows]
    return arithmetic.batchNormalizeGradient(
      reshaped(shape), weight: .filled(format, [rows], 1), mean: mean, variance: variance,
      epsilon: epsilon, gradient: gradient.reshaped(shape)
    ).x.reshaped(self.shape)
  }
}

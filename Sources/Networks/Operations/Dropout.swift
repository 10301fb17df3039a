import Arithmetic

/// What it is given: nothing is dropped outside training. Its mask is true everywhere.
///
/// In a step of training each element is 0 with probability `ratio`, and the others are divided by 1 − `ratio`
/// (Srivastava et al. 2014, JMLR 15). Element i of a node draws number i of the node's own stream, so that
/// nothing depends on threads, and the way back drops what the way forward did.
struct Dropout: NetworkOperation {
  static let name = "Dropout"
  static let versions = [6, 7, 10, 12, 13, 22]
  static let attributes = [
    AttributeRule("ratio", .number, until: 11), AttributeRule("is_test", .integer, until: 6),
    AttributeRule("seed", .integer, since: 12),
  ]
  static let inputs = 1...3
  static let outputs = 1...2

  /// `nil` where the second input says it.
  private let ratio: Double?

  init(_ attributes: Attributes) throws(ModelError) {
    ratio = attributes.version < 12 ? attributes.number("ratio", default: 0.5) : nil
    let isTest = try attributes.flag("is_test", default: false)
    guard attributes.version > 6 || isTest else {
      throw ModelError("attribute 'is_test' is not 1: export the network for inference")
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    if let training = inputs.optional(2) {
      guard case .boolean(let flag)? = training.constant, flag.values == [false] else {
        throw ModelError("its third input asks for training: export the network for inference")
      }
    }
    let wantsMask = inputs.outputs > 1
    if inputs.isTraining, x.isReal { return try training(x, inputs) }
    return .exact(
      [ValueFact(x.type, x.shape), ValueFact(.bool, x.shape)],
      backward: { _, _, gradients, _ in [gradients[0]] }
    ) { operands in
      guard wantsMask else { return [operands[0]] }
      return [operands[0], .boolean(Tensor(shape: operands[0].shape, repeating: true))]
    }
  }
  private func training(_ x: ValueFact, _ inputs: OperationInputs) throws(ModelError)
    -> OperationStep
  {
    var ratio = ratio ?? 0.5
    if let given = inputs.optional(1) {
      guard let constant = given.constant, constant.count == 1 else {
        throw ModelError("its second input, how much is dropped, is not known before it runs")
      }
      ratio = constant.number(at: 0)
    }
    guard ratio >= 0, ratio < 1 else {
      throw ModelError("it drops \(ratio) of all elements, where 0 to less than 1 was expected")
    }
    let (part, scale) = (ratio, 1 / (1 - ratio))
    @Sendable func factors(_ operands: Operands, _ arithmetic: any Arithmetic)
      throws(ModelError) -> RealTensor
    {
      guard let random = operands.random else {
        throw ModelError("it draws random numbers in training, and there is no stream of them")
      }
      let (count, grain) = (operands.real(0).count, 1 << 14)
      var values = [Double](repeating: scale, count: count)
      values.withUnsafeMutableBufferPointer { values in
        nonisolated(unsafe) let values = values
        try? ParallelRuns.forEach(of: count, grain: grain, threads: arithmetic.threads) { run in
          for place in run where random.uniform(UInt64(place)) < part { values[place] = 0 }
        }
      }
      return RealTensor(arithmetic.format, shape: x.shape, values)
    }
    return .kernels(
      [.multiply], [ValueFact(x.type, x.shape), ValueFact(.bool, x.shape)],
      backward: { operands, _, gradients, arithmetic throws(ModelError) in
        guard let gradient = gradients[0] else { return [nil] }
        return [arithmetic.multiply(gradient, try factors(operands, arithmetic))]
      }
    ) { operands, arithmetic throws(ModelError) in
      let factors = try factors(operands, arithmetic)
      return [
        .real(arithmetic.multiply(operands.real(0), factors)),
        .boolean(Tensor(shape: x.shape, values: factors.doubles.map { $0 != 0 })),
      ]
    }
  }
}

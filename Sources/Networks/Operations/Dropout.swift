import Arithmetic

/// What it is given: nothing is dropped outside training. Its mask is true everywhere.
struct Dropout: NetworkOperation {
  static let name = "Dropout"
  static let versions = [6, 7, 10, 12, 13, 22]
  static let attributes = [
    AttributeRule("ratio", .number, until: 11), AttributeRule("is_test", .integer, until: 6),
    AttributeRule("seed", .integer, since: 12),
  ]
  static let inputs = 1...3
  static let outputs = 1...2

  init(_ attributes: Attributes) throws(ModelError) {
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
    return .exact(
      [ValueFact(x.type, x.shape), ValueFact(.bool, x.shape)],
      backward: { _, _, gradients, _ in [gradients[0]] }
    ) { operands in
      guard wantsMask else { return [operands[0]] }
      return [operands[0], .boolean(Tensor(shape: operands[0].shape, repeating: true))]
    }
  }
}

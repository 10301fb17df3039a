import Arithmetic

/// A tensor repeated along axes of extent 1 to go with a shape.
struct Expand: NetworkOperation {
  static let name = "Expand"
  static let versions = [8, 13]
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard let wanted = try inputs.integers(1, "the extents") else {
      throw ModelError("its second input is missing")
    }
    _ = try Extents.count(wanted)
    let shape = try Broadcasting.shape([x.shape, wanted])
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { operands, _, gradients, arithmetic in
        [gradients[0]?.contracted(to: operands[0].shape, arithmetic)]
      }
    ) { operands in [operands[0].expanded(to: shape)] }
  }
}

import Arithmetic

/// What it is given.
struct Identity: NetworkOperation {
  static let name = "Identity"
  static let versions = [1, 13, 14, 16, 19, 21, 23, 24, 25]

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    return .reshaping(x, to: x.shape)
  }
}

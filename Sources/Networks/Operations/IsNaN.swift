import Arithmetic

/// Whether numbers are none.
struct IsNaN: NetworkOperation {
  static let name = "IsNaN"
  static let versions = [9, 13, 20]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    return .exact([ValueFact(.bool, x.shape)]) { operands in
      switch operands.real(0) {
      case .binary32(let x):
        [.boolean(Tensor(shape: x.shape, values: x.values.map(\.isNaN)))]
      case .binary64(let x):
        [.boolean(Tensor(shape: x.shape, values: x.values.map(\.isNaN)))]
      }
    }
  }
}

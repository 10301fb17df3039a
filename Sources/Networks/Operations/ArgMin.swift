import Arithmetic

/// The place of the least number along an axis, as `ArgMax` finds the greatest.
struct ArgMin: NetworkOperation {
  static let name = "ArgMin"
  static let versions = ArgMax.versions
  static let isDifferentiable = false
  static let attributes = ArgMax.attributes

  private let own: ArgMax

  init(_ attributes: Attributes) throws(ModelError) {
    own = try ArgMax(attributes, findsLeast: true)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep { try own.step(inputs) }
}

import Arithmetic

/// A matrix: the axes before `axis` as rows, the others as columns.
struct Flatten: NetworkOperation {
  static let name = "Flatten"
  static let versions = [1, 9, 11, 13, 21, 23, 24, 25]
  static let attributes = [AttributeRule("axis", .integer)]

  private let axis: Int

  init(_ attributes: Attributes) { axis = attributes.integer("axis", default: 1) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let rank = x.shape.count
    guard axis >= -rank, axis <= rank else {
      throw ModelError("there is no axis \(axis) in \(rank) dimensions")
    }
    let place = axis < 0 ? axis + rank : axis
    return .reshaping(
      x, to: [x.shape[..<place].reduce(1, *), x.shape[place...].reduce(1, *)])
  }
}

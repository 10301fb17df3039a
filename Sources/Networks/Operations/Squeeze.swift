import Arithmetic

/// Without some axes of extent 1, or without all of them.
struct Squeeze: NetworkOperation {
  static let name = "Squeeze"
  static let versions = [1, 11, 13, 21, 23, 24, 25]
  static let attributes = [AttributeRule("axes", .integers, until: 12)]
  static let inputs = 1...2

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let given = try inputs.namedAxes(attributes)
    let axes = try OperationInputs.axes(
      given ?? x.shape.indices.filter { x.shape[$0] == 1 }, rank: x.shape.count)
    if let wide = axes.first(where: { x.shape[$0] != 1 }) {
      throw ModelError("axis \(wide) of \(x.shape) is not 1 and cannot go")
    }
    return .reshaping(x, to: x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })
  }
}

import Arithmetic

/// With new axes of extent 1.
struct Unsqueeze: NetworkOperation {
  static let name = "Unsqueeze"
  static let versions = [1, 11, 13, 21, 23, 24, 25]
  static let attributes = [AttributeRule("axes", .integers, until: 12)]
  static let inputs = 1...2

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let given = try inputs.namedAxes(attributes)
    guard let given, given.count <= 64 else { throw ModelError("axes are missing, or above 64") }
    let axes = try OperationInputs.axes(given, rank: x.shape.count + given.count)
    var (shape, rest) = ([Int](), x.shape[...])
    for axis in 0..<x.shape.count + axes.count {
      shape.append(axes.contains(axis) ? 1 : rest.popFirst() ?? 1)
    }
    return .reshaping(x, to: shape)
  }
}

import Arithmetic

/// Slices along an axis at given places, negative ones counted from the end.
struct Gather: NetworkOperation {
  static let name = "Gather"
  static let versions = [1, 11, 13]
  static let attributes = [AttributeRule("axis", .integer)]
  static let inputs = 2...2

  private let axis: Int

  init(_ attributes: Attributes) { axis = attributes.integer("axis", default: 0) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, indices) = (try inputs[0], try inputs[1])
    guard indices.isInteger else {
      throw ModelError(
        "its second input is \(indices.type.rawValue) where whole numbers were expected")
    }
    let axis = try OperationInputs.axis(axis, rank: x.shape.count)
    let extent = x.shape[axis]
    let shape = x.shape[..<axis] + indices.shape + x.shape[(axis + 1)...]
    return .exact([ValueFact(x.type, Array(shape))]) { operands throws(ModelError) in
      var places: [Int] = []
      for index in operands.integer(1).values {
        guard index >= -extent, index < extent else {
          throw ModelError("there is no place \(index) along axis \(axis) of extent \(extent)")
        }
        places.append(Int(index < 0 ? index + Int64(extent) : index))
      }
      return [operands[0].moved(Picking(axis: axis, places: places)).reshaped(Array(shape))]
    }
  }
}

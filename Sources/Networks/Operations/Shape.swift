import Arithmetic

/// The extents of a tensor, or some of them.
struct Shape: NetworkOperation {
  static let name = "Shape"
  static let versions = [1, 13, 15, 19, 21, 23, 24, 25]
  static let isDifferentiable = false
  static let attributes = [
    AttributeRule("start", .integer, since: 15), AttributeRule("end", .integer, since: 15),
  ]

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let shape = try inputs[0].shape
    func place(_ name: String, _ value: Int) -> Int {
      let index = attributes.integer(name, default: value)
      return min(
        max(index < 0 ? index.addingReportingOverflow(shape.count).partialValue : index, 0),
        shape.count)
    }
    let (start, end) = (place("start", 0), place("end", shape.count))
    let extents = start < end ? shape[start..<end].map { Int64($0) } : []
    let value = NetworkTensor.integer(Tensor(shape: [extents.count], values: extents))
    return .exact([ValueFact(.int64, [extents.count], constant: value)]) { _ in [value] }
  }
}

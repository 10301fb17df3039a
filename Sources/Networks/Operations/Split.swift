import Arithmetic

/// Consecutive parts along an axis: of given sizes, or as equal as can be.
struct Split: NetworkOperation {
  static let name = "Split"
  static let versions = [2, 11, 13, 18]
  static let attributes = [
    AttributeRule("axis", .integer), AttributeRule("split", .integers, until: 12),
    AttributeRule("num_outputs", .integer, since: 18),
  ]
  static let inputs = 1...2
  static let outputs = 1...1 << 16

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let axis = try OperationInputs.axis(attributes.integer("axis", default: 0), rank: x.shape.count)
    var sizes = attributes.integers("split")
    if attributes.version >= 13 { sizes = try inputs.integers(1, "sizes of parts") }
    if sizes == nil {
      let count = attributes.integer("num_outputs", default: inputs.outputs)
      guard count > 0, count <= 1 << 16 else { throw ModelError("\(count) parts are asked for") }
      // The last part is smaller where they cannot be equal.
      let size = (x.shape[axis] + count - 1) / count
      sizes = (0..<count).map { max(0, min(size, x.shape[axis] - $0 * size)) }
    }
    guard let parts = sizes, parts.allSatisfy({ $0 >= 0 && $0 <= x.shape[axis] }),
      parts.reduce(0, +) == x.shape[axis], parts.count <= 1 << 16
    else { throw ModelError("parts of \(sizes ?? []) do not fill axis \(axis) of \(x.shape)") }
    let facts = parts.map { size in
      var shape = x.shape
      shape[axis] = size
      return ValueFact(x.type, shape)
    }
    return .exact(
      facts,
      backward: { operands, _, gradients, _ in
        let format = operands.real(0).format
        return [
          .concatenate(
            zip(facts, gradients).map { $1 ?? .filled(format, $0.shape, 0) }, axis: axis)
        ]
      }
    ) { operands in
      var start = 0
      return parts.map { size in
        defer { start += size }
        return operands[0].moved(Picking(axis: axis, places: Array(start..<start + size)))
      }
    }
  }
}

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
    let final = Array(shape)
    let isReal = x.isReal
    return .exact(
      [ValueFact(x.type, final)],
      backward: { operands, _, gradients, arithmetic throws(ModelError) in
        guard isReal, let gradient = gradients[0] else { return [nil, nil] }
        let picking = try Self.picking(operands.integer(1), axis, extent)
        var rows = operands[0].shape
        rows[axis] = picking.places.count
        return [gradient.reshaped(rows).unpicked(picking, extent: extent, arithmetic), nil]
      }
    ) { operands throws(ModelError) in
      let picking = try Self.picking(operands.integer(1), axis, extent)
      return [operands[0].moved(picking).reshaped(final)]
    }
  }

  /// - Throws: `ModelError` where an index is not one of `extent` elements.
  private static func picking(_ indices: Tensor<Int64>, _ axis: Int, _ extent: Int)
    throws(ModelError) -> Picking
  {
    var places: [Int] = []
    for index in indices.values { places.append(try place(index, axis, extent)) }
    return Picking(axis: axis, places: places)
  }

  /// Where an index leads, which counts from the end where it is negative.
  ///
  /// - Throws: `ModelError` where it is not one of `extent` elements.
  static func place(_ index: Int64, _ axis: Int, _ extent: Int) throws(ModelError) -> Int {
    guard index >= -extent, index < extent else {
      throw ModelError("there is no place \(index) along axis \(axis) of extent \(extent)")
    }
    return Int(index < 0 ? index + Int64(extent) : index)
  }
}

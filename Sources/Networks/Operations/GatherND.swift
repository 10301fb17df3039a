import Arithmetic

/// Slices at the places that the last axis of the indices gives, after axes that both have in common.
struct GatherND: NetworkOperation {
  static let name = "GatherND"
  static let versions = [11, 12, 13]
  static let isDifferentiable = false
  static let attributes = [AttributeRule("batch_dims", .integer, since: 12)]
  static let inputs = 2...2

  private let batch: Int

  init(_ attributes: Attributes) { batch = attributes.integer("batch_dims", default: 0) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, indices) = (try inputs[0], try inputs[1])
    guard indices.isInteger, let depth = indices.shape.last, batch >= 0,
      batch < min(x.shape.count, indices.shape.count), batch + depth <= x.shape.count,
      x.shape[..<batch] == indices.shape[..<batch]
    else { throw ModelError("indices of shape \(indices.shape) do not go with \(x.shape)") }
    let rest = Array(x.shape[(batch + depth)...])
    let shape = Array(indices.shape.dropLast()) + rest
    let places = IndexedPlaces(
      shape: Array(x.shape[batch..<batch + depth]),
      batches: x.shape[..<batch].reduce(1, *))
    let width = rest.reduce(1, *)
    return .exact([ValueFact(x.type, shape)]) { operands throws(ModelError) in
      let found = try places.resolve(operands.integer(1))
      let rows = operands[0].reshaped([operands[0].count / max(width, 1), width])
      return [rows.moved(Picking(axis: 0, places: found)).reshaped(shape)]
    }
  }
}

/// Places within some axes of a tensor, given by one number for each axis.
struct IndexedPlaces: Sendable {
  /// Extents of the axes.
  let shape: [Int]
  /// Tensors of that shape, one after the other, to which equal parts of the indices belong.
  let batches: Int

  /// - Throws: `ModelError` where an index is out of range.
  func resolve(_ indices: Tensor<Int64>) throws(ModelError) -> [Int] {
    let depth = shape.count
    guard depth > 0 else { return Array(0..<batches) }
    let count = indices.count / depth
    let plane = shape.reduce(1, *)
    var places: [Int] = []
    for number in 0..<count {
      var place = 0
      for axis in 0..<depth {
        let index = indices.values[number * depth + axis]
        guard index >= -shape[axis], index < shape[axis] else {
          throw ModelError("there is no place \(index) along an axis of extent \(shape[axis])")
        }
        place = place * shape[axis] + Int(index < 0 ? index + Int64(shape[axis]) : index)
      }
      places.append(number / max(1, count / batches) * plane + place)
    }
    return places
  }
}

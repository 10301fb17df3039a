import Arithmetic

/// Elements along an axis at given places, one for each place of the indices.
struct GatherElements: NetworkOperation {
  static let name = "GatherElements"
  static let versions = [11, 13]
  static let attributes = [AttributeRule("axis", .integer)]
  static let inputs = 2...2

  private let axis: Int

  init(_ attributes: Attributes) { axis = attributes.integer("axis", default: 0) }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, indices) = (try inputs[0], try inputs[1])
    guard indices.isInteger, indices.shape.count == x.shape.count else {
      throw ModelError(
        "its indices, \(indices.text), do not go with \(x.text): whole numbers of as many axes were"
          + " expected")
    }
    let axis = try OperationInputs.axis(axis, rank: x.shape.count)
    for (other, (own, whole)) in zip(indices.shape, x.shape).enumerated()
    where other != axis && own > whole {
      throw ModelError("its indices \(indices.shape) reach beyond \(x.shape)")
    }
    let (shape, whole) = (indices.shape, x.shape)
    let (own, strides) = (StridedView.strides(of: shape), StridedView.strides(of: whole))
    @Sendable func places(_ indices: Tensor<Int64>) throws(ModelError) -> [Int] {
      var places: [Int] = []
      places.reserveCapacity(indices.count)
      for (number, index) in indices.values.enumerated() {
        let picked = try Gather.place(index, axis, whole[axis])
        var (left, place) = (number, 0)
        for other in shape.indices {
          let coordinate = left / own[other]
          left %= own[other]
          place += (other == axis ? picked : coordinate) * strides[other]
        }
        places.append(place)
      }
      return places
    }
    let isReal = x.isReal
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { operands, _, gradients, arithmetic throws(ModelError) in
        guard isReal, let gradient = gradients[0] else { return [nil, nil] }
        let found = try places(operands.integer(1))
        return [gradient.scattered(to: found, shape: whole, arithmetic), nil]
      }
    ) { operands throws(ModelError) in
      let found = try places(operands.integer(1))
      let flat = operands[0].reshaped([operands[0].count])
      return [flat.moved(Picking(axis: 0, places: found)).reshaped(shape)]
    }
  }
}

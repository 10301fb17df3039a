import Arithmetic

/// A tensor repeated as a whole along each axis.
struct Tile: NetworkOperation {
  static let name = "Tile"
  static let versions = [6, 13]
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard let repeats = try inputs.integers(1, "the repeats"), repeats.count == x.shape.count,
      repeats.allSatisfy({ $0 >= 0 && $0 <= 1 << 40 })
    else { throw ModelError("repeats are missing, negative, or not one for each axis") }
    var shape: [Int] = []
    for (extent, times) in zip(x.shape, repeats) {
      let (product, overflow) = extent.multipliedReportingOverflow(by: times)
      guard !overflow else {
        throw ModelError("\(times) times \(extent) is more than any memory holds")
      }
      shape.append(product)
    }
    _ = try Extents.count(shape)
    let final = shape
    return .exact(
      [ValueFact(x.type, final)],
      backward: { operands, _, gradients, arithmetic in
        guard var gradient = gradients[0] else { return [nil, nil] }
        for (axis, extent) in operands[0].shape.enumerated() where gradient.shape[axis] != extent {
          let shape = gradient.shape
          let split =
            shape[..<axis] + [shape[axis] / max(extent, 1), extent] + shape[(axis + 1)...]
          gradient = gradient.reshaped(Array(split)).summed(over: [axis], arithmetic)
        }
        return [gradient, nil]
      }
    ) { operands in
      var result = operands[0]
      for axis in final.indices where final[axis] != result.shape[axis] {
        let extent = result.shape[axis]
        result = result.moved(Picking(axis: axis, places: (0..<final[axis]).map { $0 % extent }))
      }
      return [result]
    }
  }
}

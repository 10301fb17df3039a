import Arithmetic

/// Numbers put at the places that a max-pooling recorded, within a larger tensor; zero elsewhere. No
/// rounding.
struct MaxUnpool: NetworkOperation {
  static let name = "MaxUnpool"
  static let versions = [9, 11, 22]
  static let attributes = [
    AttributeRule("kernel_shape", .integers), AttributeRule("pads", .integers),
    AttributeRule("strides", .integers),
  ]
  static let inputs = 2...3

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, indices) = (try inputs.real(0), try inputs[1])
    guard (3...5).contains(x.shape.count), indices.type == .int64, indices.shape == x.shape else {
      throw ModelError("indices of shape \(indices.shape) do not go with \(x.shape)")
    }
    let axes = x.shape.count - 2
    let kernel = try Windows.kernel(of: attributes, axes: axes)
    let strides = try Windows.numbers(attributes, "strides", count: axes, from: 1, default: 1)
    let pads = try Windows.numbers(attributes, "pads", count: 2 * axes, from: 0, default: 0)
    // Indices run over this tensor, whatever shape is asked for.
    var pooled = Array(x.shape[..<2])
    for axis in 0..<axes {
      pooled.append(
        (x.shape[axis + 2] - 1) * strides[axis] + kernel[axis] - pads[axis] - pads[axes + axis])
    }
    let shape = try inputs.integers(2, "the extents") ?? pooled
    guard shape.count == x.shape.count, zip(pooled, shape).allSatisfy({ $0 >= 0 && $1 >= $0 })
    else {
      throw ModelError("an output of shape \(shape) does not hold \(pooled)")
    }
    let (source, target) = (pooled, shape)
    _ = try Extents.count(target)
    let own = StridedView.strides(of: source)
    let wide = StridedView.strides(of: target)
    @Sendable func places(_ indices: Tensor<Int64>) throws(ModelError) -> [Int] {
      let count = source.reduce(1, *)
      var places: [Int] = []
      places.reserveCapacity(indices.count)
      for index in indices.values {
        guard index >= 0, index < count else {
          throw ModelError("there is no place \(index) within \(source)")
        }
        guard source != target else {
          places.append(Int(index))
          continue
        }
        var (left, place) = (Int(index), 0)
        for axis in source.indices {
          place += left / own[axis] * wide[axis]
          left %= own[axis]
        }
        places.append(place)
      }
      return places
    }
    return .exact(
      [ValueFact(x.type, target)],
      backward: { operands, _, gradients, _ throws(ModelError) in
        guard let gradient = gradients[0] else { return [nil, nil, nil] }
        let shape = operands.real(0).shape
        return [gradient.taken(from: try places(operands.integer(1)), shape: shape), nil, nil]
      }
    ) { operands throws(ModelError) in
      let found = try places(operands.integer(1))
      return [.real(operands.real(0).put(at: found, shape: target))]
    }
  }
}

extension RealTensor {
  /// Elements at places of a tensor of zeros.
  fileprivate func put(at places: [Int], shape: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.put(at: places, shape: shape))
    case .binary64(let tensor): .binary64(tensor.put(at: places, shape: shape))
    }
  }
}

extension Tensor where Element: BinaryFloatingPoint {
  fileprivate func put(at places: [Int], shape: [Int]) -> Tensor {
    var result = Tensor(shape: shape, repeating: 0)
    for (place, value) in zip(places, values) { result.values[place] = value }
    return result
  }
}

public import Arithmetic

extension RealTensor {
  /// The volume `[X, Y, Z]` with other extents: voxel j of m along an axis of n is voxel ⌊(j + ½) n / m⌋,
  /// in binary32, as PyTorch's `interpolate(mode="nearest-exact")`. Nothing is rounded.
  ///
  /// - Precondition: three extents, none of either shape 0.
  public func nearest(to extents: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.nearest(to: extents))
    case .binary64(let tensor): .binary64(tensor.nearest(to: extents))
    }
  }
}

extension Tensor {
  func nearest(to extents: [Int]) -> Tensor {
    precondition(shape.count == 3 && extents.count == 3 && !values.isEmpty)
    let places = zip(shape, extents).map { size, extent in
      let scale = Float(size) / Float(extent)
      return (0..<extent).map { min(Int(((Float($0) + 0.5) * scale).rounded(.down)), size - 1) }
    }
    var result: [Element] = []
    result.reserveCapacity(extents.reduce(1, *))
    for i in places[0] {
      for j in places[1] {
        let line = (i * shape[1] + j) * shape[2]
        for k in places[2] { result.append(values[line + k]) }
      }
    }
    return Tensor(shape: extents, values: result)
  }
}

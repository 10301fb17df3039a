extension RealTensor {
  /// The indices of the voxels of a volume `[X, Y, Z]`, in C order: `[N, 3]`.
  package static func voxelIndices(_ shape: [Int], _ format: RealFormat) -> RealTensor {
    switch format {
    case .binary32: .binary32(indices(shape))
    case .binary64: .binary64(indices(shape))
    }
  }

  private static func indices<Number: BinaryFloatingPoint & Sendable>(_ shape: [Int])
    -> Tensor<Number>
  {
    let count = shape.reduce(1, *)
    let numbers = [Number](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
      var place = 0
      for i in 0..<shape[0] {
        for j in 0..<shape[1] {
          for k in 0..<shape[2] {
            buffer.initializeElement(at: place, to: Number(i))
            buffer.initializeElement(at: place + 1, to: Number(j))
            buffer.initializeElement(at: place + 2, to: Number(k))
            place += 3
          }
        }
      }
      initialized = place
    }
    return Tensor(shape: [count, 3], values: numbers)
  }
}

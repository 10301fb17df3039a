public import Arithmetic

/// Random numbers on a coarse grid that a smooth field is made from.
public struct SmoothField: Sendable, Equatable {
  /// Components, then three axes.
  public let shape: [Int]
  public let values: [Double]

  /// - Precondition: as many values as the shape holds.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.count == 4 && values.count == shape.reduce(1, *))
    (self.shape, self.values) = (shape, values)
  }

  /// Normal numbers of a deviation, one a node.
  ///
  /// - Parameters:
  ///   - spacing: between nodes, in voxels of `extents`.
  ///   - first: the stream's number of the first one.
  public init(
    components: Int, extents: [Int], spacing: Double, deviation: Double, stream: RandomStream,
    first: UInt64 = 0
  ) {
    shape = [components] + extents.map { max(2, Int((Double($0) / spacing).rounded(.up)) + 1) }
    values = (0..<shape.reduce(1, *)).map { deviation * stream.normal(first + UInt64($0)) }
  }

  /// The field at every voxel, `[components, X, Y, Z]`, by linear interpolation.
  public func resized(to extents: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    let coarse = RealTensor(arithmetic.format, shape: [1] + shape, values)
    return arithmetic.resize(coarse, to: extents, alignment: .centres).reshaped(
      [shape[0]] + extents)
  }
}

public import Arithmetic

/// Integer labels on a grid in space; 0 is background.
public struct Labels: Sendable, Equatable {
  /// Voxels, `[X, Y, Z]`.
  public var voxels: Tensor<Int32>
  /// Voxel indices to scanner millimetres, right-anterior-superior.
  public var affine: Affine

  /// - Precondition: `voxels` has three dimensions.
  public init(voxels: Tensor<Int32>, affine: Affine) {
    precondition(voxels.shape.count == 3, "labels have three dimensions, not \(voxels.shape)")
    self.voxels = voxels
    self.affine = affine
  }

  /// Where the voxels are.
  public var grid: Grid { Grid(shape: voxels.shape, affine: affine) }

  /// The labels of a volume whose values are all whole numbers.
  ///
  /// - Throws: `ImagingError` that names the first voxel whose value is not a whole number that 32
  ///   bits can hold.
  public init(_ volume: Volume) throws(ImagingError) {
    let labels: [Int32]
    switch volume.voxels {
    case .binary32(let tensor): labels = try Self.whole(tensor)
    case .binary64(let tensor): labels = try Self.whole(tensor)
    }
    self.init(voxels: Tensor(shape: volume.voxels.shape, values: labels), affine: volume.affine)
  }

  /// The distinct labels other than background, ascending.
  public var present: [Int32] {
    var seen: Set<Int32> = []
    var previous: Int32 = 0
    for label in voxels.values where label != previous {
      seen.insert(label)
      previous = label
    }
    return seen.subtracting([0]).sorted()
  }

  private static func whole<Number: BinaryFloatingPoint>(
    _ tensor: Tensor<Number>
  ) throws(ImagingError) -> [Int32] {
    var labels = [Int32](repeating: 0, count: tensor.count)
    for index in labels.indices {
      guard let label = Int32(exactly: tensor.values[index]) else {
        let (y, z) = (tensor.shape[1], tensor.shape[2])
        let voxel = "[\(index / (y * z)), \(index / z % y), \(index % z)]"
        throw ImagingError(
          "voxel \(voxel) holds \(tensor.values[index]), which is not a label:"
            + " labels are whole numbers of at most 32 bits")
      }
      labels[index] = label
    }
    return labels
  }
}

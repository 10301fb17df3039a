public import Arithmetic

/// Integer labels on a grid in space; 0 is background.
public struct Labels: Sendable, Equatable {
  /// Voxels, `[X, Y, Z]`.
  public var voxels: Tensor<Int32>
  /// Voxel indices to millimetres, right-anterior-superior.
  public var affine: Affine
  /// What the millimetres count from.
  public var space: WorldSpace

  /// - Precondition: `voxels` has three dimensions.
  public init(voxels: Tensor<Int32>, affine: Affine, space: WorldSpace = .aligned) {
    precondition(voxels.shape.count == 3, "labels have three dimensions, not \(voxels.shape)")
    self.voxels = voxels
    self.affine = affine
    self.space = space
  }

  /// - Precondition: `voxels` has the grid's shape.
  public init(voxels: Tensor<Int32>, on grid: Grid) {
    precondition(voxels.shape == grid.shape, "\(voxels.shape) voxels on a grid of \(grid.shape)")
    self.init(voxels: voxels, affine: grid.affine, space: grid.space)
  }

  /// A mask: 1 where `isInside`, one flag a voxel.
  public init(_ isInside: [Bool], on grid: Grid) {
    self.init(
      voxels: Tensor(shape: grid.shape, values: isInside.map { $0 ? 1 : 0 }), on: grid)
  }

  /// Where the voxels are.
  public var grid: Grid { Grid(shape: voxels.shape, affine: affine, space: space) }

  /// The labels of a volume whose values are whole numbers, or were before they were stored.
  ///
  /// - Parameter scaling: of the file that the volume was read from, where that scales what it stores
  ///   (`scl_slope`). A whole number that was written so is off by at most half the slope, and by what
  ///   binary32 rounds; it is rounded back. A slope above a half rounds nothing back: labels would be
  ///   in doubt.
  /// - Throws: `ImagingError` that names the first voxel whose value is not a whole number that 32
  ///   bits can hold.
  public init(_ volume: Volume, scaling: NIfTIHeader.Scaling? = nil) throws(ImagingError) {
    let labels: [Int32]
    switch volume.voxels {
    case .binary32(let tensor): labels = try Self.whole(tensor, scaling)
    case .binary64(let tensor): labels = try Self.whole(tensor, scaling)
    }
    self.init(voxels: Tensor(shape: volume.voxels.shape, values: labels), on: volume.grid)
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
    _ tensor: Tensor<Number>, _ scaling: NIfTIHeader.Scaling?
  ) throws(ImagingError) -> [Int32] {
    let scaling = scaling.flatMap { abs($0.slope) <= 0.5 ? $0 : nil }
    var labels = [Int32](repeating: 0, count: tensor.count)
    for index in labels.indices {
      let value = Double(tensor.values[index])
      if let label = Int32(exactly: value) {
        labels[index] = label
        continue
      }
      let nearest = value.rounded()
      guard let scaling, let label = Int32(exactly: nearest),
        abs(value - nearest) <= scaling.slack(at: value)
      else {
        throw ImagingError(
          "voxel \(tensor.voxelName(index)) holds \(tensor.values[index]), which is not a label:"
            + " labels are whole numbers of at most 32 bits"
            + (scaling.map { "; the file's scale, \(Float($0.slope)), does not explain it" } ?? ""))
      }
      labels[index] = label
    }
    return labels
  }
}

extension NIfTIHeader.Scaling {
  /// How far a stored number may be from what was written: half a step, and the rounding of slope and
  /// intercept to binary32.
  fileprivate func slack(at value: Double) -> Double {
    min(0.5 * abs(slope) + 0x1p-23 * (abs(value) + abs(intercept)), 0.45)
  }
}

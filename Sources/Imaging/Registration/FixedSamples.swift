import Arithmetic

/// The voxels of the fixed image at which images are compared: a regular choice within the mask.
struct FixedSamples {
  /// Some of the samples; work goes block by block, so that sums stay short and the cache warm.
  struct Block {
    /// Voxel indices, `[n, 3]`.
    var points: RealTensor
    /// `(x − centre) / radius` of each point, each axis thrice: rows `x y z x y z x y z`, `[9, n]`.
    var coordinates: RealTensor
    /// Intensities, `[1, n]`.
    var values: RealTensor
  }

  private(set) var blocks: [Block] = []
  private(set) var count = 0
  let grid: Grid
  let radius: Double

  private static let blockSize = 16384

  /// - Parameter maximum: about how many samples to take; every nth voxel of the mask is one.
  init(
    _ level: ImagePyramid.Level, centre: [Double], radius: Double, maximum: Int,
    _ arithmetic: any Arithmetic
  ) {
    grid = level.volume.grid
    self.radius = radius
    let indices = Self.indices(level, maximum: maximum)
    count = indices.count
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      let part = Array(indices[start..<min(start + Self.blockSize, count)])
      blocks.append(Self.block(part, level.volume, centre, radius, arithmetic))
    }
  }

  /// Flat indices of the voxels to compare, in C order.
  static func indices(_ level: ImagePyramid.Level, maximum: Int) -> [Int] {
    let inside: [Int]
    if let mask = level.mask {
      inside = mask.indices.filter { mask[$0] }
    } else {
      inside = Array(0..<level.volume.voxels.count)
    }
    let step = max(1, (inside.count + maximum - 1) / max(1, maximum))
    return step == 1
      ? inside : stride(from: step / 2, to: inside.count, by: step).map { inside[$0] }
  }

  private static func block(
    _ indices: [Int], _ volume: Volume, _ centre: [Double], _ radius: Double,
    _ arithmetic: any Arithmetic
  ) -> Block {
    let format = volume.voxels.format
    let shape = volume.voxels.shape
    let count = indices.count
    var points: [Double] = []
    points.reserveCapacity(3 * count)
    var worlds: [[Double]] = [[], [], []]
    for index in indices {
      let voxel = [
        index / (shape[1] * shape[2]), index / shape[2] % shape[1], index % shape[2],
      ].map(Double.init)
      points += voxel
      let world = volume.affine.apply(voxel)
      for axis in 0..<3 { worlds[axis].append(world[axis]) }
    }
    let rows = (0..<3).map { axis in
      let offsets = arithmetic.add(
        RealTensor(.binary64, shape: [1, count], worlds[axis]), -centre[axis])
      return arithmetic.convert(arithmetic.divide(offsets, radius), to: format)
    }
    return Block(
      points: RealTensor(format, shape: [count, 3], points),
      coordinates: .stacked(rows + rows + rows, width: count),
      values: volume.voxels.gathered([1, count]) { indices[$0] })
  }
}

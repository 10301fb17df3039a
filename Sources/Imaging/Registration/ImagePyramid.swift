import Arithmetic

/// An image at decreasing resolution.
struct ImagePyramid {
  /// One resolution.
  struct Level {
    /// The image, shrunk and smoothed.
    var volume: Volume
    /// Which of its voxels count, C order; `nil` where all do.
    var mask: [Bool]?
  }

  /// Levels in the order of the spacings that were asked for.
  private(set) var levels: [Level] = []

  /// - Parameters:
  ///   - isStrict: whether a shrunk voxel counts only where its whole block does, so that what is
  ///     beyond the mask does not leak in; else where more than half does.
  ///   - spacings: wanted distances of voxels in millimetres, coarse to fine. An axis is shrunk by
  ///     the whole number that comes nearest, and never enlarged; thin slabs keep four voxels.
  init(
    _ volume: Volume, mask: Labels?, isStrict: Bool = false, spacings: [Double],
    _ arithmetic: any Arithmetic
  ) {
    var image = Volume(
      voxels: arithmetic.convert(volume.voxels, to: arithmetic.format), affine: volume.affine)
    var mask = mask.map { $0.voxels.values.map { $0 != 0 } }
    for spacing in spacings.reversed() {
      let sizes = image.affine.voxelSizes
      let factors = (0..<3).map { axis in
        let extent = image.voxels.shape[axis]
        return min(max(1, Int((spacing / sizes[axis]).rounded())), max(1, extent / 4))
      }
      mask = mask.map { Self.shrink($0, image.voxels.shape, factors, isStrict) }
      image = Self.shrink(image, factors, arithmetic)
      // Half a wanted voxel of blur beyond the averaging; the next level starts without it.
      let sigma = zip(factors, image.affine.voxelSizes).map { $0 == 1 ? 0 : 0.5 * spacing / $1 }
      let smooth = arithmetic.smooth(image.voxels, sigma: sigma)
      levels.append(Level(volume: Volume(voxels: smooth, affine: image.affine), mask: mask))
    }
    levels.reverse()
  }

  /// Means of blocks of `factors` voxels; what does not fill a block at the far end is left out.
  static func shrink(_ volume: Volume, _ factors: [Int], _ arithmetic: any Arithmetic) -> Volume {
    var voxels = volume.voxels
    // The last axis first: its sums leave the least for the other two.
    for axis in [2, 1, 0] where factors[axis] > 1 {
      var shape = voxels.shape
      shape[axis] /= factors[axis]
      var sum = slices(voxels, axis, factors[axis], 0, shape)
      for offset in 1..<factors[axis] {
        sum = arithmetic.add(sum, slices(voxels, axis, factors[axis], offset, shape))
      }
      voxels = sum
    }
    let count = factors.reduce(1, *)
    if count > 1 { voxels = arithmetic.divide(voxels, Double(count)) }
    let linear = (0..<9).map { volume.affine.linear[$0] * Double(factors[$0 % 3]) }
    let middle = volume.affine.apply(factors.map { Double($0 - 1) / 2 })
    return Volume(voxels: voxels, affine: Affine(linear: linear, translation: middle))
  }

  /// Every `factor`th slice across `axis`, from `offset` on.
  private static func slices(
    _ voxels: RealTensor, _ axis: Int, _ factor: Int, _ offset: Int, _ shape: [Int]
  ) -> RealTensor {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let (extent, full) = (shape[axis], voxels.shape[axis])
    if axis == 2 {
      return voxels.gathered(shape) { $0 / extent * full + $0 % extent * factor + offset }
    }
    return voxels.gathered(shape) { target in
      let (outer, rest) = target.quotientAndRemainder(dividingBy: extent * inner)
      let (slice, within) = rest.quotientAndRemainder(dividingBy: inner)
      return (outer * full + slice * factor + offset) * inner + within
    }
  }

  /// Blocks of which all voxels count, or more than half.
  private static func shrink(
    _ mask: [Bool], _ shape: [Int], _ factors: [Int], _ isStrict: Bool
  ) -> [Bool] {
    let small = (0..<3).map { shape[$0] / factors[$0] }
    var counts = [Int32](repeating: 0, count: small.reduce(1, *))
    for i in 0..<small[0] * factors[0] {
      for j in 0..<small[1] * factors[1] {
        let row = (i / factors[0] * small[1] + j / factors[1]) * small[2]
        let start = (i * shape[1] + j) * shape[2]
        for k in 0..<small[2] * factors[2] where mask[start + k] {
          counts[row + k / factors[2]] += 1
        }
      }
    }
    let voxels = Int32(factors.reduce(1, *))
    return counts.map { isStrict ? $0 == voxels : $0 > voxels / 2 }
  }
}

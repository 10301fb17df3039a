import Arithmetic

/// The fixed image's samples beside the moving image's, under some transform.
///
/// Only samples that fall inside the moving image, and its mask, are kept.
struct WarpedSamples {
  struct Block {
    /// Fixed intensities, `[1, n]`.
    var fixed: RealTensor
    /// Moving intensities, `[1, n]`.
    var moving: RealTensor
    /// Derivatives of the moving intensities by voxel of the moving grid, `[3, n]`.
    var gradients: RealTensor
    /// As in `FixedSamples.Block`.
    var coordinates: RealTensor
  }

  private(set) var blocks: [Block] = []
  private(set) var count = 0

  /// - Parameter transform: fixed world to voxels of the moving grid.
  init(
    _ samples: FixedSamples, _ moving: ImagePyramid.Level, _ transform: Affine,
    _ arithmetic: any Arithmetic
  ) {
    let matrix = transform * samples.grid.affine
    let inside = Inside(shape: moving.volume.voxels.shape, mask: moving.mask)
    for block in samples.blocks {
      let points = arithmetic.transform(block.points, by: matrix.rows)
      let kept = inside.indices(points)
      guard !kept.isEmpty else { continue }
      let all = kept.count == points.shape[0]
      let chosen = all ? points : points.gathered([kept.count, 3]) { kept[$0 / 3] * 3 + $0 % 3 }
      let (values, gradients) = arithmetic.sampleWithGradient(
        moving.volume.voxels, at: chosen, outside: 0)
      count += kept.count
      blocks.append(
        Block(
          fixed: all ? block.values : block.values.columns(kept),
          moving: values.reshaped([1, kept.count]), gradients: gradients.transposed,
          coordinates: all ? block.coordinates : block.coordinates.columns(kept)))
    }
  }
}

extension WarpedSamples.Block {
  var count: Int { fixed.shape[1] }

  /// Derivatives of the moving intensities by the twelve numbers of the map, `[12, n]`, with
  /// gradients by voxel in place of those by millimetre.
  ///
  /// - Parameter gradients: `[3, n]`.
  func derivatives(_ gradients: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let linear = arithmetic.multiply(gradients.rowsRepeated(3), coordinates)
    return .stacked([linear, gradients], width: count)
  }
}

/// Which points lie in the moving image; comparisons, so nothing rounds.
struct Inside {
  let shape: [Int]
  let mask: [Bool]?

  func indices(_ points: RealTensor) -> [Int] {
    switch points {
    case .binary32(let tensor): indices(tensor.values)
    case .binary64(let tensor): indices(tensor.values)
    }
  }

  private func indices<Number: BinaryFloatingPoint>(_ points: [Number]) -> [Int] {
    let (x, y, z) = (Number(shape[0] - 1), Number(shape[1] - 1), Number(shape[2] - 1))
    var kept: [Int] = []
    kept.reserveCapacity(points.count / 3)
    for index in 0..<points.count / 3 {
      let (i, j, k) = (points[3 * index], points[3 * index + 1], points[3 * index + 2])
      guard i >= 0, i <= x, j >= 0, j <= y, k >= 0, k <= z else { continue }
      if let mask, !counts(mask, Int(i), Int(j), Int(k)) { continue }
      kept.append(index)
    }
    return kept
  }

  /// How many of the cells between eight voxels count.
  var cells: Int {
    guard let mask else { return shape.reduce(1) { $0 * ($1 - 1) } }
    var count = 0
    for i in 0..<shape[0] - 1 {
      for j in 0..<shape[1] - 1 {
        for k in 0..<shape[2] - 1 where counts(mask, i, j, k) { count += 1 }
      }
    }
    return count
  }

  /// Whether all voxels that interpolation in a cell reads count.
  private func counts(_ mask: [Bool], _ i: Int, _ j: Int, _ k: Int) -> Bool {
    for x in i...min(i + 1, shape[0] - 1) {
      for y in j...min(j + 1, shape[1] - 1) {
        for z in k...min(k + 1, shape[2] - 1) where !mask[(x * shape[1] + y) * shape[2] + z] {
          return false
        }
      }
    }
    return true
  }
}

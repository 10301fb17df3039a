public import Arithmetic

/// FreeSurfer's conformed space as FastSurfer makes it: an LIA cube of isotropic voxels, 8 bits.
///
/// Follows `FastSurferCNN/data_loader/conform.py` of FastSurfer 2.4.0-dev (commit 7c45785), with
/// its order of operations: sizes and centre pass through the binary32 fields of an MGH header, the
/// target's affine and its inverse are binary32 too, as nibabel's `from_matvec` and NumPy's `inv` leave
/// them, and the map between grids is inverted twice. That commit's exception for axis-permuted inputs never
/// takes effect there, so it is absent here: every image is interpolated linearly.
public struct Conform: Sendable {
  /// How large the voxels become.
  public enum VoxelSize: Sendable, Equatable {
    /// Millimetres, above 0 and at most 1.
    case millimetres(Double)
    /// The smallest of the image's own, at most 1; exactly 1 where it is above `threshold`.
    case smallest(threshold: Double)
  }

  public var voxelSize: VoxelSize
  /// Whether the cube becomes as large as the field of view needs; it has 256 voxels at 1 mm otherwise,
  /// as FastSurfer's.
  public var grows: Bool

  /// - Throws: `ImagingError` where the size is not above 0 and at most 1 mm.
  public init(
    voxelSize: VoxelSize = .smallest(threshold: 0.95), grows: Bool = false
  ) throws(ImagingError) {
    if case .millimetres(let size) = voxelSize, !(size > 0 && size <= 1) {
      throw ImagingError("conformed voxels are above 0 and at most 1 mm, not \(size) mm")
    }
    self.voxelSize = voxelSize
    self.grows = grows
  }

  /// The grid that an image on `grid` is conformed to: a cube of at least 256³ voxels.
  ///
  /// - Throws: `ImagingError` where the cube would have more than 1024³ voxels.
  public func target(for grid: Grid) throws(ImagingError) -> Grid {
    let sizes = grid.affine.voxelSizes.map(Float.init)
    let size = Self.resolve(voxelSize, sizes)
    let fieldOfView = zip(sizes, grid.shape).map { Double($0) * Double($1) }.max() ?? 0
    var extent = 256
    if size != 1 {
      let voxels = (fieldOfView / size * 10000).rounded(.towardZero) / 10000
      try Self.checkExtent(voxels, fieldOfView, size)
      extent = max(256, Int(voxels.rounded(.up)))
    }
    let middle = grid.affine.apply(grid.shape.map { Double($0) / 2 }).map { Double(Float($0)) }
    let linear = Affine.directionsLIA.map { $0 * Double(Float(size)) }
    if grows {
      let voxels = Self.extent(covering: grid, Affine(linear: linear, translation: middle))
      try Self.checkExtent(voxels, voxels * size, size)
      extent = max(extent, Int(voxels.rounded(.up)))
    }
    let toMiddle = (0..<3).map { row in
      (linear[3 * row] + linear[3 * row + 1] + linear[3 * row + 2]) * Double(extent) / 2
    }
    return Grid(
      shape: [extent, extent, extent],
      affine: Affine(
        linear: linear, translation: zip(middle, toMiddle).map { Double(Float($0 - $1)) }),
      space: grid.space)
  }

  /// Voxels along an edge so that the middles of all voxels of `grid` lie within the cube.
  ///
  /// The cube's middle is between two voxels, that of a grid is a voxel: where an axis is turned
  /// around, one plane more would be needed. For a view of 256 voxels that is left as it is.
  ///
  /// - Parameter middle: voxels of the cube, counted from its middle, to millimetres.
  private static func extent(covering grid: Grid, _ middle: Affine) -> Double {
    let toVoxels = inverse(of: middle)
    let places = grid.corners.flatMap { toVoxels.apply(grid.affine.apply($0)) }
    let needed = 2 * max(-(places.min() ?? 0), (places.max() ?? 0) + 1)
    // A thousandth is rounding.
    return needed <= 258 + 1e-3 ? 256 : needed - 1e-3
  }

  private static func checkExtent(
    _ voxels: Double, _ fieldOfView: Double, _ size: Double
  ) throws(ImagingError) {
    guard voxels <= 1024 else {
      throw ImagingError(
        "a cube of \(fieldOfView) mm has more than 1024 voxels of \(size) mm along an edge")
    }
  }

  private static func resolve(_ voxelSize: VoxelSize, _ sizes: [Float]) -> Double {
    switch voxelSize {
    case .millimetres(let size): return size
    case .smallest(let threshold):
      let smallest = Double(sizes.min() ?? 1)
      let rounded = (smallest * 10000).rounded(.toNearestOrEven) / 10000
      return min(rounded, 1) > threshold ? 1 : rounded
    }
  }

  /// Whether an image is conformed as it stands.
  ///
  /// - Parameter isUInt8: whether its voxels are stored as `uint8`.
  public func isConformed(_ grid: Grid, isUInt8: Bool) throws(ImagingError) -> Bool {
    let wanted = try target(for: grid)
    let size = wanted.affine.voxelSizes[0]
    guard isUInt8, grid.shape == wanted.shape,
      grid.affine.voxelSizes.allSatisfy({ abs($0 - size) < 1e-6 })
    else { return false }
    let sizes = grid.affine.voxelSizes
    return (0..<9).allSatisfy { index in
      let cosine = grid.affine.linear[index] / sizes[index % 3]
      return abs(cosine - Affine.directionsLIA[index]) <= 1e-6
    }
  }

  /// The conformed image: whole numbers from 0 to 255, binary32, which holds them exactly.
  ///
  /// Interpolation and scaling are done on binary64 numbers, as in the original, by the kernels of
  /// `arithmetic`.
  ///
  /// - Parameters:
  ///   - isUInt8: whether `volume` was stored as `uint8`; its values are then not rescaled.
  ///   - warn: is told what of the image lies outside the cube.
  /// - Throws: `ImagingError` where the image has values that are not finite, or no contrast scale
  ///   can be found.
  public func apply(
    _ volume: Volume, isUInt8: Bool, _ arithmetic: any Arithmetic,
    warn: (String) -> Void = { _ in }
  ) throws(ImagingError) -> Volume {
    let target = try target(for: volume.grid)
    if try isConformed(volume.grid, isUInt8: isUInt8) { return volume }
    let forward = Self.inverse(of: target.affine) * volume.affine
    guard let matrix = forward.inverse else {
      throw ImagingError("the image's affine cannot be inverted: \(volume.affine.rows)")
    }
    // Widening is exact, so no arithmetic is asked to do it.
    let source = RealTensor.binary64(
      Tensor(shape: volume.voxels.shape, values: volume.voxels.doubles))
    let scale =
      isUInt8 ? nil : try ConformScale(source, arithmetic)
    CutView(volume, on: target, forward, threshold: scale?.value(of: 25.5) ?? 25.5)?.describe(warn)
    let mapped = arithmetic.resample(
      source, by: matrix.rows, shape: target.shape, interpolation: .linear, outside: 0)
    let scaled = scale.map { $0.apply(to: mapped, arithmetic) } ?? mapped
    return Volume(voxels: Self.bytes(scaled, mapped), on: target)
  }

  /// The inverse in binary32 of an affine with one number in each row and column of its linear part.
  private static func inverse(of affine: Affine) -> Affine {
    var inverse = Affine(rows: [Double](repeating: 0, count: 12))
    for row in 0..<3 {
      for column in 0..<3 where affine[row, column] != 0 {
        let size = Float(affine[row, column])
        inverse[column, row] = Double(1 / size)
        inverse[column, 3] = Double(-Float(affine[row, 3]) / size)
      }
    }
    return inverse
  }

  /// Values clipped to 0…255 and rounded, ties to even; what was exactly zero stays zero.
  private static func bytes(_ scaled: RealTensor, _ mapped: RealTensor) -> RealTensor {
    guard case .binary64(let scaled) = scaled, case .binary64(let mapped) = mapped else {
      preconditionFailure("conforming works on binary64")
    }
    var bytes = [Float](repeating: 0, count: scaled.count)
    for index in bytes.indices where mapped.values[index] != 0 {
      bytes[index] = Float(min(max(scaled.values[index], 0), 255).rounded(.toNearestOrEven))
    }
    return .binary32(Tensor(shape: scaled.shape, values: bytes))
  }
}

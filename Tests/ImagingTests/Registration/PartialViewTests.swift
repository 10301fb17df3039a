import Arithmetic
import Imaging
import Testing

/// Images that show different parts: what counts is what can overlap.
@Suite struct PartialViewTests {
  static let moved = Phantom.transform(degrees: [6, -8, 7], shift: [6, -8, 5])

  /// `count` slices of the moved phantom across `axis`, from `first` on.
  static func slab(_ axis: Int, from first: Int, _ count: Int) -> Volume {
    let whole = Phantom.volume(movedBy: moved)
    var shape = whole.voxels.shape
    let full = shape
    shape[axis] = count
    let values = whole.voxels.doubles
    var part: [Double] = []
    for i in 0..<shape[0] {
      for j in 0..<shape[1] {
        for k in 0..<shape[2] {
          var place = [i, j, k]
          place[axis] += first
          part.append(values[(place[0] * full[1] + place[1]) * full[2] + place[2]])
        }
      }
    }
    var corner = [0.0, 0, 0]
    corner[axis] = Double(first)
    var affine = whole.affine
    for (row, value) in whole.affine.apply(corner).enumerated() { affine[row, 3] = value }
    return Volume(voxels: RealTensor(.binary32, shape: shape, part), affine: affine)
  }

  /// Sagittal, coronal and axial slabs of 48 mm, and half of the view.
  @Test(arguments: 0..<3, [12, 21]) func slabsAreFoundInTheWhole(axis: Int, count: Int) throws {
    let slab = Self.slab(axis, from: Phantom.grid.shape[axis] / 2 - count / 2, count)
    let result = try AffineRegistrationTests.register(
      .rigid, .correlation, slab, fixedMask: nil)
    #expect(Phantom.distance(result.transform, Self.moved) < 0.5)
    #expect(try #require(result.trace.last).overlap > 0.8)
  }

  @Test(arguments: RegistrationMetric.allCases)
  func aMaskOnTheMovingImageAloneIsEnough(metric: RegistrationMetric) throws {
    let moving = Phantom.volume(movedBy: Self.moved)
    // The body where it has moved to.
    let back = try #require(Self.moved.inverse)
    let values = (0..<moving.voxels.count).map { index -> Int32 in
      let (y, z) = (Phantom.grid.shape[1], Phantom.grid.shape[2])
      let voxel = [index / (y * z), index / z % y, index % z].map(Double.init)
      let p = back.apply(Phantom.grid.affine.apply(voxel))
      let (a, b, c) = (p[0] / 48, p[1] / 60, p[2] / 43)
      return a * a + b * b + c * c < 1 ? 1 : 0
    }
    let mask = Labels(
      voxels: Tensor(shape: Phantom.grid.shape, values: values), affine: Phantom.grid.affine)
    #expect(values.count { $0 == 1 } * 3 < values.count)
    let result = try AffineRegistrationTests.register(
      .rigid, metric, moving, fixedMask: nil, movingMask: mask)
    #expect(Phantom.distance(result.transform, Self.moved) < 1)
  }

  /// What a mask leaves out may be anything.
  @Test func whatNoMaskCountsMayBeNaN() throws {
    var (moving, fixed) = (Phantom.volume(movedBy: Self.moved), Phantom.fixed)
    let mask = Phantom.mask.voxels.values
    func holed(_ volume: Volume) -> RealTensor {
      let values = zip(volume.voxels.doubles, mask).map { $1 == 0 ? Double.nan : $0 }
      return RealTensor(.binary32, shape: volume.voxels.shape, values)
    }
    (moving.voxels, fixed.voxels) = (holed(moving), holed(fixed))
    let result = try AffineRegistrationTests.register(
      .rigid, .correlation, moving, fixed: fixed, fixedMask: Phantom.mask,
      movingMask: Phantom.mask)
    #expect(Phantom.distance(result.transform, Self.moved) < 0.5)
    // A voxel that counts may not.
    let error = #expect(throws: ImagingError.self) {
      try AffineRegistrationTests.register(
        .rigid, .correlation, moving, fixed: fixed, fixedMask: nil, movingMask: Phantom.mask)
    }
    let count = mask.count { $0 == 0 }
    #expect(
      error?.message
        == "the fixed image has \(count) voxels that are not finite numbers, the first is NaN at voxel"
        + " (0, 0, 0): leave them out with a fixed-mask, or make them 0 first")
  }

  /// Slabs are not shrunk to nothing along their thin side.
  @Test func thinSlabsKeepTheirThickness() throws {
    let result = try AffineRegistrationTests.register(
      .rigid, .correlation, Self.slab(1, from: 20, 5), fixedMask: nil)
    #expect(Phantom.distance(result.transform, Self.moved) < 1.5)
  }

  /// Ends that touch: the sentence says how much of which image, and the way out.
  @Test func tooLittleIsSaidWithNumbers() throws {
    var far = Phantom.fixed
    far.affine[1, 3] += 150
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let error = #expect(throws: ImagingError.self) {
      try AffineRegistration(spacings: [8], start: .identity).register(
        moving: far, to: Phantom.fixed, kernels)
    }
    let message = try #require(error?.message)
    #expect(
      message.hasPrefix(
        "too little is covered at 8 mm: 16 % of the moving image (4086 ml) lies in the fixed image (4731"
          + " ml) where a third is needed"), "\(message)")
    #expect(message.contains("swap them") && message.contains("fixed-mask, moving-mask"))
  }
}

import Arithmetic
import Imaging
import Testing

@Suite struct ConformTests {
  let kernels: any Arithmetic
  init() throws { kernels = try Arithmetics.make(.ieee, seed: 1, threads: 2) }

  @Test(
    .enabled(if: Shared.path("reference/fastsurfer/conform_in.nii.gz") != nil),
    arguments: [
      ("fs_conform_1mm.mgz", Conform.VoxelSize.millimetres(1)),
      ("fs_conform_min.mgz", .smallest(threshold: 0.95)),
    ])
  func asFastSurferDoes(name: String, size: Conform.VoxelSize) throws {
    let input = try NIfTI.read(#require(Shared.path("reference/fastsurfer/conform_in.nii.gz")))
    let wanted = try MGH.read(#require(Shared.path("reference/fastsurfer/\(name)"))).volume
    let conformed = try Conform(voxelSize: size).apply(input.volume, isUInt8: false, kernels)
    // MGH files keep the centre, in binary32; the affine's translation is one more rounding away.
    #expect(
      zip(conformed.affine.rows, wanted.affine.rows).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(conformed.voxels.doubles == wanted.voxels.doubles)
  }

  @Test func theCubeIsCentredOnHalfTheShape() throws {
    let grid = Grid(shape: [181, 256, 256], affine: .identity)
    let target = try Conform(voxelSize: .millimetres(1)).target(for: grid)
    #expect(target.shape == [256, 256, 256])
    #expect(target.affine.orientation.description == "LIA")
    #expect(target.affine.translation == [218.5, 0, 256])
  }

  @Test(arguments: [(0.8, 256, 0.8), (0.7, 320, 0.7), (0.96, 256, 1), (1.2, 256, 1)])
  func voxelSizesFollowTheSmallest(size: Double, extent: Int, wanted: Double) throws {
    let affine = Affine(linear: [size, 0, 0, 0, size, 0, 0, 0, size], translation: [0, 0, 0])
    let target = try Conform().target(for: Grid(shape: [extent, 100, 100], affine: affine))
    #expect(target.affine.voxelSizes == [Double](repeating: Double(Float(wanted)), count: 3))
    #expect(target.shape == [extent, extent, extent].map { max($0, 256) })
  }

  @Test func aConformedImageStaysAsItIs() throws {
    let volume = Volume(
      voxels: RealTensor(
        .binary32, shape: [256, 256, 256],
        (0..<1 << 24).map { Double($0 % 200) }),
      affine: Affine(linear: Affine.directionsLIA, translation: [128, -128, 128]))
    let conform = try Conform(voxelSize: .millimetres(1))
    #expect(try conform.isConformed(volume.grid, isUInt8: true))
    #expect(try !conform.isConformed(volume.grid, isUInt8: false))
    #expect(try conform.apply(volume, isUInt8: true, kernels) == volume)
  }

  @Test func bytesAreNotRescaled() throws {
    let small = Volume(
      voxels: RealTensor(.binary32, shape: [20, 20, 20], (0..<8000).map { Double($0 % 50) }),
      affine: .identity)
    let conform = try Conform(voxelSize: .millimetres(1))
    let kept = try conform.apply(small, isUInt8: true, kernels).voxels.doubles
    #expect(kept.max() == 49)
    let stretched = try conform.apply(small, isUInt8: false, kernels).voxels.doubles
    #expect(stretched.max() == 255)
  }

  @Test func impossibleImages() throws {
    #expect(throws: ImagingError.self) { try Conform(voxelSize: .millimetres(0)) }
    #expect(throws: ImagingError.self) { try Conform(voxelSize: .millimetres(.nan)) }
    let huge = Grid(shape: [3000, 10, 10], affine: .identity)
    #expect(throws: ImagingError.self) {
      try Conform(voxelSize: .millimetres(0.9)).target(for: huge)
    }
    let broken = Volume(
      voxels: RealTensor(.binary32, shape: [2, 2, 2], [1, 2, 3, .nan, 5, 6, 7, 8]),
      affine: .identity)
    #expect(
      throws: ImagingError(
        "the image has a voxel that is not a finite number: NaN at voxel (0, 1, 1); preprocess/mask with a "
          + "mask of the head sets all outside it to 0")
    ) {
      try Conform().apply(broken, isUInt8: false, kernels)
    }
  }

  /// A block at the end of a view of 330 mm: 74 mm too many, about half of them at each end.
  @Test func whatLiesOutsideTheCubeIsSaid() throws {
    let shape = [20, 20, 330]
    var values = [Double](repeating: 0, count: 20 * 20 * 330)
    for voxel in 0..<400 { for z in 310..<330 { values[voxel * 330 + z] = 200 } }
    let volume = Volume(voxels: RealTensor(.binary32, shape: shape, values), affine: .identity)
    var warnings: [String] = []
    let cut = try Conform().apply(volume, isUInt8: false, kernels) { warnings.append($0) }
    #expect(cut.voxels.doubles.allSatisfy { $0 == 0 })
    #expect(
      warnings == [
        "the image is larger than the conformed cube of 256.0 mm, and this much of it is cut: 36.0 mm"
          + " at the superior side, where 36.0 mm are brighter than a tenth of the scale; 38.0 mm at the"
          + " inferior side, which are dark; 'cube: grow' keeps everything"
      ])
    let grown = try Conform(grows: true).apply(volume, isUInt8: false, kernels) {
      Issue.record("\($0)")
    }
    // The third axis is turned around: one plane more at each end.
    #expect(grown.voxels.shape == [332, 332, 332])
    #expect(grown.voxels.doubles.count { $0 > 100 } > 6000)
  }

  @Test func anObliqueViewWithinTheCubeIsNoLoss() throws {
    let turned = Phantom.transform(degrees: [0, 0, 30], shift: [0, 0, 0])
    var values = [Double](repeating: 0, count: 200 * 200 * 20)
    for x in 50..<150 {
      for y in 50..<150 { for z in 0..<20 { values[(x * 200 + y) * 20 + z] = 100 } }
    }
    let volume = Volume(
      voxels: RealTensor(.binary32, shape: [200, 200, 20], values), affine: turned)
    _ = try Conform().apply(volume, isUInt8: false, kernels) { Issue.record("\($0)") }
  }
}

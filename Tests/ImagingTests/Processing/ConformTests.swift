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
    var source = input.volume
    source.affine = try input.header.conformAffine()
    let conformed = try Conform(voxelSize: size).apply(source, isUInt8: false, kernels)
    #expect(conformed.affine == wanted.affine)
    #expect(conformed.voxels.shape == wanted.voxels.shape)
    let differences = zip(conformed.voxels.doubles, wanted.voxels.doubles).map { abs($0 - $1) }
    #expect(differences.count { $0 > 0 } <= 10)
    #expect(differences.allSatisfy { $0 <= 1 })
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
    #expect(throws: ImagingError("the image has voxels that are not finite numbers")) {
      try Conform().apply(broken, isUInt8: false, kernels)
    }
  }
}

import Arithmetic
import Testing

@testable import Imaging

@Suite struct ImagePyramidTests {
  @Test func blocksAreMeansAtTheirCentres() throws {
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    // x + 10 y + 100 z, whose block means are its values at the blocks' centres.
    var values: [Double] = []
    for i in 0..<5 {
      for j in 0..<6 { for k in 0..<7 { values.append(Double(i + 10 * j + 100 * k)) } }
    }
    let affine = Affine(rows: [2, 0, 0, -3, 0, 1, 0, 4, 0, 0, 0.5, 1])
    let volume = Volume(voxels: .init(.binary32, shape: [5, 6, 7], values), affine: affine)
    let small = ImagePyramid.shrink(volume, [2, 3, 1], kernels)
    #expect(small.voxels.shape == [2, 2, 7])
    var expected: [Double] = []
    for i in 0..<2 {
      for j in 0..<2 {
        for k in 0..<7 {
          expected.append(Double(2 * i) + 0.5 + 10 * Double(3 * j + 1) + 100 * Double(k))
        }
      }
    }
    #expect(small.voxels.doubles == expected)
    // A voxel's world position is that of the middle of its block.
    #expect(small.affine.apply([1, 0, 3]) == affine.apply([2.5, 1, 3]))
  }

  @Test func levelsComeCoarseToFine() throws {
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let pyramid = ImagePyramid(
      Phantom.fixed, mask: Phantom.mask, spacings: [16, 8, 4], kernels)
    #expect(pyramid.levels.map { $0.volume.affine.voxelSizes[0] } == [16, 8, 4])
    #expect(pyramid.levels[0].volume.voxels.shape == [10, 11, 10])
    #expect(pyramid.levels[2].mask == Phantom.mask.voxels.values.map { $0 != 0 })
    #expect(pyramid.levels.allSatisfy { $0.mask?.count == $0.volume.voxels.count })
  }
}

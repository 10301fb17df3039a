import Arithmetic
import Imaging
import Testing

@Suite struct ResamplingTests {
  let kernels: any Arithmetic
  init() throws { kernels = try Arithmetics.make(.ieee, seed: 1, threads: 2) }

  let volume = Volume(
    voxels: .init(.binary32, shape: [4, 5, 6], (0..<120).map { Double($0 * $0 % 97) }),
    affine: Affine(rows: [2, 0, 0, -3, 0, 2, 0, 4, 0, 0, 2, 1]))

  @Test(arguments: Interpolation.allCases)
  func theIdentityChangesNothing(interpolation: Interpolation) throws {
    let same = try Resampling.apply(
      .identity, to: volume, onto: volume.grid, interpolation: interpolation, kernels)
    #expect(same == volume)
  }

  @Test func theTransformPullsFromFixedToMoving() throws {
    // Fixed x finds its value 2 mm, one voxel, further along the first axis.
    let moved = try Resampling.apply(
      .translation([2, 0, 0]), to: volume, onto: volume.grid, interpolation: .linear,
      outside: -1, kernels)
    let values = volume.voxels.doubles
    #expect(moved.voxels.doubles == Array(values[30...]) + [Double](repeating: -1, count: 30))
  }

  @Test func labelsStayLabels() throws {
    let labels = Labels(
      voxels: Tensor(shape: [4, 5, 6], values: (0..<120).map { Int32($0 % 7 * 2035) }),
      affine: volume.affine)
    let fine = Grid(
      shape: [8, 10, 12], affine: Affine(rows: [1, 0, 0, -3.25, 0, 1, 0, 3.75, 0, 0, 1, 0.75]))
    let resampled = try Resampling.apply(.identity, to: labels, onto: fine, kernels)
    #expect(Set(resampled.present).isSubset(of: labels.present))
    // Voxel [3, 3, 3] lies at (−0.25, 6.75, 3.75) mm, nearest to voxel [1, 1, 1].
    #expect(resampled.voxels.values[(3 * 10 + 3) * 12 + 3] == labels.voxels.values[37])
    let large = Labels(
      voxels: Tensor(shape: [1, 1, 2], values: [1 << 24 + 1, 0]), affine: .identity)
    #expect(throws: ImagingError.self) {
      try Resampling.apply(.identity, to: large, onto: fine, kernels)
    }
  }
}

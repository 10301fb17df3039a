import Arithmetic
import Imaging
import Testing

@Suite struct LabelsTests {
  func volume(_ values: [Double]) -> Volume {
    Volume(
      voxels: .binary64(Tensor(shape: [1, 1, values.count], values: values)), affine: .identity)
  }

  /// What nibabel makes of 0, 2, 17, 53 and 1002 in int16: a slope of 0.01529, an intercept of 501.
  @Test(arguments: [(0.01529, 501.0), (-0.01529, 501.0), (0.5, 0.0), (0.003, -7.25)])
  func wholeNumbersThatAScaleHasBentAreRounded(slope: Double, intercept: Double) throws {
    let scaling = NIfTIHeader.Scaling(slope: slope, intercept: intercept)
    let wanted: [Int32] = [0, 2, 17, 53, 1002]
    let stored = wanted.map { ((Double($0) - intercept) / slope).rounded() * slope + intercept }
    let labels = try Labels(volume(stored), scaling: scaling)
    #expect(labels.voxels.values == wanted)
  }

  @Test func othersAreRefusedWithThePlace() {
    let scaling = NIfTIHeader.Scaling(slope: 0.01, intercept: 0)
    #expect(
      throws: ImagingError(
        "voxel [0, 0, 1] holds 2.02, which is not a label: labels are whole numbers of at most 32 bits;"
          + " the file's scale, 0.01, does not explain it")
    ) { try Labels(volume([2, 2.02]), scaling: scaling) }
    // A step that could turn one label into another explains nothing.
    #expect(throws: ImagingError.self) {
      try Labels(volume([1.8]), scaling: .init(slope: 0.9, intercept: 0))
    }
    #expect(
      throws: ImagingError(
        "voxel [0, 0, 0] holds nan, which is not a label: labels are whole numbers of at most 32 bits"
      )
    ) { try Labels(volume([.nan])) }
    #expect(throws: ImagingError.self) { try Labels(volume([3e9]), scaling: scaling) }
  }
}

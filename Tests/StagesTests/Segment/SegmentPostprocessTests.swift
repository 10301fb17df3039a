import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct SegmentPostprocessTests {
  /// A left and a right block of white matter with a parcel each, and one island on the wrong side.
  static let labels: Labels = {
    var voxels = Tensor<Int32>(shape: [30, 12, 12], repeating: 0)
    for i in 3..<27 {
      for j in 3..<9 {
        for k in 3..<9 {
          let label: Int32 = i < 8 ? 2 : i < 12 ? 1003 : i < 18 ? 0 : i < 22 ? 1003 : 41
          voxels.values[(i * 12 + j) * 12 + k] = label
        }
      }
    }
    voxels.values[(20 * 12 + 5) * 12 + 5] = 2
    return Labels(
      voxels: voxels, affine: Affine(linear: Affine.directionsLIA, translation: [0, 0, 0]))
  }()

  @Test func makesFastSurfersMaps() throws {
    let outputs = try Running.run(
      SegmentPostprocess.self, [:], ["labels": Running.one(.labels(Self.labels))])
    let segmentation = try #require(outputs["segmentation"]).labels(name: "")
    let aseg = try #require(outputs["aseg"]).labels(name: "")
    let mask = try #require(outputs["mask"]).labels(name: "")
    #expect(segmentation.present == [2, 41, 1003, 2003])
    #expect(segmentation.affine == Self.labels.affine)
    #expect(aseg.present == [2, 3, 41, 42])
    #expect(aseg.voxels.values[(20 * 12 + 5) * 12 + 5] == 41)
    #expect(mask.present == [1])
    #expect(zip(aseg.voxels.values, mask.voxels.values).allSatisfy { $0 == 0 || $1 == 1 })
    let quality = try #require(outputs["quality"]).table()
    #expect(quality["passed"] == .integers([0]))
    let litres = try #require(quality.numbers("volume-litres"))
    #expect(litres == [18 * 36 / 1e6])
  }

  @Test func leastVolumeCanBeChosen() throws {
    let outputs = try Running.run(
      SegmentPostprocess.self, ["least-volume": 0.0001],
      ["labels": Running.one(.labels(Self.labels))])
    #expect(try #require(outputs["quality"]).table()["passed"] == .integers([1]))
  }

  @Test func whatCannotBeRightIsNamed() {
    let empty = Labels(voxels: Tensor(shape: [4, 4, 4], repeating: 0), affine: .identity)
    #expect(
      stageError {
        _ = try Running.run(
          SegmentPostprocess.self, [:], ["labels": Running.one(.labels(empty))])
      } == "the label map: the segmentation has no labels to make a brain mask of")
    let oneSided = Labels(voxels: Tensor(shape: [12, 12, 12], repeating: 2), affine: .identity)
    #expect(
      stageError {
        _ = try Running.run(
          SegmentPostprocess.self, [:], ["labels": Running.one(.labels(oneSided))])
      }?.hasSuffix("lacks the white matter of a hemisphere (label 2 or 41)") == true)
  }
}

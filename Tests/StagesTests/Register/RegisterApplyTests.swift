import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct RegisterApplyTests {
  private let head = Phantom.head()
  /// Two voxels along the first axis, in millimetres.
  private let shift = Affine.translation([4, 0, 0])

  @Test func wholeVoxelShiftsMoveVoxels() throws {
    let outputs = try Running.run(
      RegisterApply.self, [:],
      [
        "image": Running.one(.volume(head)), "transform": Running.one(.affine(shift)),
        "fixed": Running.one(.volume(head)),
      ])
    let moved = try #require(outputs["resampled"]).volume(name: "moved").voxels.doubles
    let plane = 24 * 24
    #expect(Array(moved[..<(22 * plane)]) == Array(head.voxels.doubles[(2 * plane)...]))
    #expect(moved[(22 * plane)...].allSatisfy { $0 == 0 })
  }

  @Test func inverseUndoes() throws {
    func carry(_ image: Artifact, _ values: [String: Value]) throws -> Artifact {
      try #require(
        Running.run(
          RegisterApply.self, values,
          [
            "image": Running.one(image), "transform": Running.one(.affine(shift)),
            "fixed": Running.one(image),
          ])["resampled"])
    }
    let there = try carry(.volume(head), [:])
    let back = try carry(there, ["inverse": true]).volume(name: "back").voxels.doubles
    let plane = 24 * 24
    #expect(Array(back[(2 * plane)...]) == Array(head.voxels.doubles[(2 * plane)...]))
  }

  @Test func labelsStayLabels() throws {
    let labels = Labels(
      voxels: Tensor(shape: [24, 24, 24], values: head.voxels.doubles.map { $0 > 0 ? 300 : 0 }),
      affine: head.affine)
    func carry(_ values: [String: Value]) throws -> Artifact {
      try #require(
        Running.run(
          RegisterApply.self, values,
          [
            "image": Running.one(.labels(labels)),
            "transform": Running.one(.affine(.translation([0.7, 0, 0]))),
            "fixed": Running.one(.volume(head)),
          ])["resampled"])
    }
    let carried = try carry([:])
    #expect(carried.type == .labels)
    #expect(try carried.labels(name: "carried").present == [300])
    #expect(stageError { _ = try carry(["interpolation": "linear"]) }?.contains("nearest") == true)
  }
}

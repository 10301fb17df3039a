import Arithmetic
import Imaging
import Networks
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

  /// Two voxels along the first axis, as a field on the head's grid.
  private var field: Artifact {
    let vectors = [Float](repeating: 0, count: 3 * 24 * 24 * 24).enumerated().map { place, _ in
      Float(place % 3 == 0 ? 2 : 0)
    }
    return .displacement(
      Displacement(vectors: .binary32(Tensor(shape: [24, 24, 24, 3], values: vectors))),
      on: head.grid)
  }

  private func carry(
    _ image: Artifact, _ field: Artifact, onto fixed: Artifact? = nil,
    _ values: [String: Value] = [:]
  ) throws -> Artifact {
    try #require(
      Running.run(
        RegisterApply.self, values,
        [
          "image": Running.one(image), "transform": Running.one(field),
          "fixed": Running.one(fixed ?? image),
        ])["resampled"])
  }

  @Test func fieldsMoveVoxels() throws {
    let moved = try carry(.volume(head), field, onto: nil, ["outside": .number(-1)])
      .volume(name: "moved").voxels.doubles
    let plane = 24 * 24
    #expect(Array(moved[..<(22 * plane)]) == Array(head.voxels.doubles[(2 * plane)...]))
    #expect(moved[(22 * plane)...].allSatisfy { $0 == -1 })
    let labels = Labels(
      voxels: Tensor(
        shape: [24, 24, 24], values: head.voxels.doubles.map { Int32($0 > 0 ? 3 : 0) }),
      affine: head.affine)
    let carried = try carry(.labels(labels), field).labels(name: "carried").voxels.values
    #expect(Array(carried[..<(22 * plane)]) == Array(labels.voxels.values[(2 * plane)...]))
    #expect(carried[(22 * plane)...].allSatisfy { $0 == 0 })
  }

  @Test func fieldsAreForTheirOwnGrid() {
    let small = Phantom.head(16)
    for (message, values, image, fixed) in [
      ("connect `field-back`", ["inverse": true], head, head),
      ("volumes with `linear`", ["interpolation": "cubic"], head, head),
      ("the field has 24 × 24 × 24 voxels and the fixed image has 16", [:], head, small),
      ("the image has 16 × 16 × 16 voxels and the fixed image has 24", [:], small, head),
    ] as [(String, [String: Value], Volume, Volume)] {
      let found = stageError {
        _ = try carry(.volume(image), field, onto: .volume(fixed), values)
      }
      #expect(found?.contains(message) == true, "\(found ?? "")")
    }
  }
}

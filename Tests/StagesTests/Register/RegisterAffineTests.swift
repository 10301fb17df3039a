import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct RegisterAffineTests {
  private let head = Phantom.head(32)
  private let quick: [String: Value] = ["dof": "rigid", "levels": [8, 4], "start": "identity"]

  @Test func aShiftIsFoundAndUndone() throws {
    var moved = head
    moved.affine = Affine.translation([5, -3, 2]) * head.affine
    let outputs = try Running.run(
      RegisterAffine.self, quick,
      ["moving": Running.one(.volume(moved)), "fixed": Running.one(.volume(head))])
    let transform = try #require(outputs["transform"]).affine(name: "transform")
    let expected = Affine.translation([5, -3, 2])
    for corner in [[0.0, 0, 0], [20, 20, 20], [-20, 20, -20]] {
      let (found, wanted) = (transform.apply(corner), expected.apply(corner))
      for axis in 0..<3 { #expect(abs(found[axis] - wanted[axis]) < 0.5) }
    }
    let resampled = try #require(outputs["resampled"]).volume(name: "resampled")
    #expect(resampled.grid == head.grid)
    let trace = try #require(outputs["trace"]).table()
    #expect(
      trace.columns.map(\.name) == ["level", "spacing", "dof", "voxels", "step", "metric"])
    let metrics = try #require(trace.numbers("metric"))
    #expect(try #require(metrics.last) > 0.99)
  }

  @Test func perturbedRunsDifferAndRepeat() throws {
    var moved = head
    moved.affine = Affine.translation([5, -3, 2]) * head.affine
    let moving = Artifact.volume(moved)
    func transform(_ seed: UInt64) throws -> Artifact {
      try #require(
        Running.run(
          RegisterAffine.self, quick,
          ["moving": Running.one(moving), "fixed": Running.one(.volume(head))],
          arithmetic: ArithmeticSpecification(name: "random-rounding"), seed: seed)["transform"])
    }
    #expect(try transform(1) == transform(1))
    #expect(try transform(1) != transform(2))
  }

  @Test func wrongSettingsAndMasks() throws {
    #expect(throws: ParameterError.self) {
      try Running.make(RegisterAffine.self, ["levels": [2, 4]])
    }
    let mask = stageError {
      _ = try Running.run(
        RegisterAffine.self, quick,
        [
          "moving": Running.one(.volume(head)), "fixed": Running.one(.volume(head)),
          "fixed-mask": Running.one(.volume(Phantom.head(8))),
        ])
    }
    #expect(mask?.hasPrefix("the mask has 8 × 8 × 8 voxels and the fixed image has 32") == true)
  }
}

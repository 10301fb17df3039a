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

  /// Feet first: the result says so, or it is an error.
  @Test func anEndInDoubtWarnsOrFails() throws {
    var turned = head
    turned.affine =
      Affine(rows: [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]) * head.affine
    let inputs = [
      "moving": Running.one(.volume(turned)), "fixed": Running.one(.volume(head)),
    ]
    let said = Said()
    let outputs = try Running.run(RegisterAffine.self, quick, inputs, warn: said.add)
    let quality = try #require(outputs["quality"]).table()
    #expect(quality.rowCount == 1)
    let doubts = try #require(quality.text("doubts")?.first)
    // The phantom is the same from above and below.
    #expect(
      ["feet-head", "back-front"].contains {
        doubts.contains("turned by 180° about the \($0) axis")
      },
      "\(doubts)")
    #expect(said.sentences.joined(separator: "; ") == doubts)

    var strict = quick
    strict["doubts"] = "error"
    let message = stageError { _ = try Running.run(RegisterAffine.self, strict, inputs) }
    #expect(message == doubts)
    strict["doubts"] = "warn"
    strict["least-similarity"] = 0.9999
    let low = stageError { _ = try Running.run(RegisterAffine.self, strict, inputs) }
    #expect(low?.contains("less than least-similarity, 0.9999; the end may be wrong") == true)

    var all = quick
    all["start"] = "turns"
    all["least-similarity"] = 0.99
    all["doubts"] = "error"
    let found = try Running.run(RegisterAffine.self, all, inputs)
    #expect(abs(try #require(found["transform"]).affine(name: "").rows[0] + 1) < 0.01)
  }
}

/// What a stage warned of.
private final class Said: @unchecked Sendable {
  private(set) var sentences: [String] = []
  @Sendable func add(_ sentence: String) { sentences.append(sentence) }
}

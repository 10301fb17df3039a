import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

struct PreprocessTests {
  @Test func maskKeepsTheStoredType() throws {
    let image = Artifact.labels(
      Labels(voxels: Tensor(shape: [2, 2, 1], values: [5, 6, 7, 8]), affine: .identity))
    let mask = Artifact.volume(
      Volume(
        voxels: .binary32(Tensor(shape: [2, 2, 1], values: [0, 1, .nan, -2])), affine: .identity))
    let masked = try #require(
      Running.run(
        PreprocessMask.self, [:], ["image": Running.one(image), "mask": Running.one(mask)])["image"]
    )
    #expect(masked.type == .labels)
    #expect(masked[dataset: "data"] == .uint8(Tensor(shape: [2, 2, 1], values: [0, 6, 0, 8])))
  }

  @Test func masksMustFit() {
    let empty = Artifact.labels(
      Labels(voxels: Tensor(shape: [24, 24, 24], repeating: 0), affine: Phantom.head().affine))
    let head = Artifact.volume(Phantom.head())
    let nothing = stageError {
      _ = try Running.run(
        PreprocessMask.self, [:], ["image": Running.one(head), "mask": Running.one(empty)])
    }
    #expect(nothing?.contains("the mask is empty") == true)
    let other = stageError {
      _ = try Running.run(
        PreprocessMask.self, [:],
        ["image": Running.one(head), "mask": Running.one(.volume(Phantom.head(8)))])
    }
    #expect(
      other == "the mask has 8 × 8 × 8 voxels and the image has 24 × 24 × 24; "
        + "resample one onto the other's grid first")
  }

  @Test func normalizeToRange() throws {
    let outputs = try Running.run(
      PreprocessNormalize.self, [:], ["image": Running.one(.volume(Phantom.head()))])
    let values = try #require(outputs["image"]).volume(name: "image").voxels.doubles
    #expect(values.min() == 0)
    #expect(values.max() == 1)
    #expect(throws: ParameterError.self) {
      try Running.make(PreprocessNormalize.self, ["lower": 60, "upper": 40])
    }
  }

  @Test func conformMakesAnEightBitCube() throws {
    let outputs = try Running.run(
      PreprocessConform.self, ["voxel-size": 1],
      ["image": Running.one(.volume(Phantom.head(16)))])
    let artifact = try #require(outputs["image"])
    guard case .uint8(let voxels)? = artifact[dataset: "data"] else {
      Issue.record("expected 8-bit voxels")
      return
    }
    #expect(voxels.shape == [256, 256, 256])
    #expect(voxels.values.max() == 255)
    #expect(try Grid(of: artifact, name: "image").affine.orientation.description == "LIA")
  }
}

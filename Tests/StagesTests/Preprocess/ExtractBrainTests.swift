import Arithmetic
import Foundation
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// deepbet's procedure: on a real head against the original's mask, and on small ones for what goes wrong.
@Suite struct ExtractBrainTests {
  private static let brain = Repository.data("deepbet.pt")
  private static let box = Repository.data("deepbet_box.pt")
  private static let shared = "\(Repository.root)/../shared"

  private static func file(_ path: String, _ type: ArtifactType) throws -> Artifact {
    try FileReader().read(SourceItem(path, as: type)) { _ in }
  }

  /// Voxels that differ from the original's mask: at most 1 in 10,000 of the brain's.
  @Test(
    .enabled(
      if: brain != nil && box != nil
        && FileManager.default.fileExists(
          atPath: "\(shared)/reference/onnx/deepbet_t1_crop_mask.nii.gz")
    ))
  func theMaskIsTheOriginals() throws {
    let head = try Self.file("\(Self.shared)/data/t1/brainchop_t1_crop.nii.gz", .volume)
    let outputs = try Running.run(
      PreprocessExtractBrain.self, [:],
      [
        "image": Running.one(head),
        "network": Running.one(try Self.file(try #require(Self.brain), .model)),
        "box-network": Running.one(try Self.file(try #require(Self.box), .model)),
      ], threads: 2)
    let own = try #require(outputs["mask"]).labels(name: "mask").voxels.values
    let right = try Self.file(
      "\(Self.shared)/reference/onnx/deepbet_t1_crop_mask.nii.gz", .labels
    ).labels(name: "reference").voxels.values
    let others = zip(own, right).count { ($0 != 0) != ($1 != 0) }
    let size = right.count { $0 != 0 }
    #expect(size > 1_500_000)
    #expect(Double(others) <= 1e-4 * Double(size), "\(others) voxels differ")
  }

  private func run(_ image: Volume, _ values: [String: Value] = [:]) throws -> [String: Artifact] {
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    let weights = Artifact.model(try RandomLinkNet().weights(), source: digest)
    return try Running.run(
      PreprocessExtractBrain.self, ["sides": [32, 32]].merging(values) { $1 },
      [
        "image": Running.one(.volume(image)), "network": Running.one(weights),
        "box-network": Running.one(weights),
      ])
  }

  @Test func outputsLieOnTheImagesGrid() throws {
    let affine = Affine(rows: [-2, 0, 0, 9, 0, 0, 2, -7, 0, -2, 0, 5])
    let shape = [20, 22, 18]
    let values = (0..<shape.reduce(1, *)).map { Float($0 * 37 % 101) }
    let image = Volume(voxels: .binary32(Tensor(shape: shape, values: values)), affine: affine)
    let outputs = try run(image)
    let mask = try #require(outputs["mask"]).labels(name: "mask")
    let brain = try #require(outputs["brain"]).volume(name: "brain")
    #expect(mask.grid == image.grid && brain.grid == image.grid)
    #expect(mask.voxels.values.contains(1))
    for (voxel, value) in brain.voxels.doubles.enumerated() {
      #expect(value == (mask.voxels.values[voxel] == 1 ? Double(values[voxel]) : 0))
    }
    let probability = try #require(outputs["probability"]).volume(name: "p").voxels.doubles
    #expect(probability.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func whatIsNoHeadIsSaid() throws {
    let flat = Volume(
      voxels: .binary32(Tensor(shape: [8, 8, 8], repeating: 3)), affine: .identity)
    #expect(throws: StageError.self) { try run(flat) }
    #expect(throws: ParameterError.self) {
      try Running.make(PreprocessExtractBrain.self, ["sides": [32, 33]])
    }
    #expect(throws: ParameterError.self) {
      try Running.make(PreprocessExtractBrain.self, ["sides": [32]])
    }
  }
}

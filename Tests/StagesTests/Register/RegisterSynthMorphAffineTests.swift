import Arithmetic
import Imaging
import Networks
import PipelineKit
import Testing

@testable import Stages

/// A small network; the network itself has tests of its own.
@Suite struct RegisterSynthMorphAffineTests {
  private static let sizes = [64, 64, 96]

  private func network() throws -> [Inputs.Item] {
    var entries: [ModelWeights.Entry] = []
    var channels = 1
    for (number, filters) in [3, 3, 4, 4, 4, 4, 4, 4, 10].enumerated() {
      let stream = RandomStream(key: 5, stream: UInt64(number))
      let bound = (6 / Double(27 * channels)).squareRoot()
      let kernel = (0..<filters * channels * 27).map {
        Float(bound * (2 * stream.uniform(UInt64($0)) - 1))
      }
      let shape = [filters, channels, 3, 3, 3]
      entries.append(
        .init("c\(number).weight", .float32, .float32(Tensor(shape: shape, values: kernel))))
      entries.append(
        .init("c\(number).bias", .float32, .float32(Tensor(shape: [filters], repeating: 0.05))))
      channels = filters
    }
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    return Running.one(.model(try ModelWeights(entries, format: .pytorch), source: digest))
  }

  /// Noise in blocks of 16 voxels.
  private func image(_ affine: Affine, sizes: [Int] = sizes) -> Volume {
    let stream = RandomStream(key: 1, stream: 0)
    let values = (0..<sizes.reduce(1, *)).map { voxel -> Float in
      let (x, y, z) = (
        voxel / (sizes[1] * sizes[2]), voxel / sizes[2] % sizes[1], voxel % sizes[2]
      )
      return Float(100 * stream.uniform(UInt64((x / 16 * 16 + y / 16) * 16 + z / 16)))
    }
    return Volume(voxels: .binary32(Tensor(shape: sizes, values: values)), affine: affine)
  }

  private func run(_ moving: Volume, _ fixed: Volume, _ values: [String: Value] = [:]) throws
    -> [String: Artifact]
  {
    try Running.run(
      RegisterSynthMorphAffine.self, values,
      [
        "moving": Running.one(.volume(moving)), "fixed": Running.one(.volume(fixed)),
        "network": network(),
      ], arithmetic: ArithmeticSpecification(name: "float64"))
  }

  /// The same voxels elsewhere in the world.
  @Test(arguments: ["affine", "rigid"]) func transformsGoFromWorldToWorld(_ dof: String) throws {
    let fixed = image(Affine(rows: [-1, 0, 0, 30, 0, 0, 1, -40, 0, -1, 0, 50]))
    let moving = image(Affine(rows: [-1, 0, 0, 37, 0, 0, 1, -42, 0, -1, 0, 53]))
    let outputs = try run(moving, fixed, ["dof": .string(dof)])
    let transform = try #require(outputs["transform"]).affine(name: "")
    for (found, expected) in zip(transform.rows, Affine.translation([7, -2, 3]).rows) {
      #expect(abs(found - expected) < 1e-6)
    }
    let resampled = try #require(outputs["resampled"]).volume(name: "")
    #expect(resampled.grid == fixed.grid)
    let inner = resampled.voxels.doubles.enumerated().filter { voxel, _ in
      let place = [voxel / (64 * 96), voxel / 96 % 64, voxel % 96]
      return zip(place, Self.sizes).allSatisfy { $0 > 0 && $0 < $1 - 1 }
    }
    let values = fixed.voxels.doubles
    #expect(inner.allSatisfy { abs($0.element - values[$0.offset]) < 1e-2 })
  }

  @Test func imagesHaveToBeOfOneShape() {
    let affine = Affine.translation([0, 0, 0])
    let message = stageError {
      _ = try run(image(affine), image(affine, sizes: [64, 64, 64]))
    }
    #expect(
      message
        == "the moving image has 64 × 64 × 96 voxels and the fixed image 64 × 64 × 64: conform both "
        + "first")
  }
}

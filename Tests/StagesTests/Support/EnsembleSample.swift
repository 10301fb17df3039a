import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

/// Label maps for the tests of ensembles.
enum EnsembleSample {
  static func labels(_ values: [Int32], affine: Affine = .identity) -> Artifact {
    .labels(Labels(voxels: Tensor(shape: [values.count, 1, 1], values: values), affine: affine))
  }

  static func values(_ artifact: Artifact?) throws -> [Int32] {
    try #require(artifact).labels(name: "").voxels.values
  }

  /// Blocks of four labels on a grid of 12 × 12 × 12, each map with errors of its own: member k errs on
  /// (8 + 4 k) % of the voxels.
  static func noisy(members: Int, seed: UInt64 = 1) -> [Labels] {
    let truth = (0..<12 * 12 * 12).map { voxel -> Int32 in
      let (x, y, z) = (voxel / 144, voxel / 12 % 12, voxel % 12)
      guard (2..<10).contains(x), (2..<10).contains(y) else { return 0 }
      return x < 6 ? (z < 5 ? 2 : 10) : (y < 5 ? 41 : 17)
    }
    return (0..<members).map { member in
      let stream = RandomStream(key: seed, stream: UInt64(member))
      let values = truth.indices.map { voxel -> Int32 in
        let place = UInt64(2 * voxel)
        guard stream.uniform(place) < 0.08 + 0.04 * Double(member) else { return truth[voxel] }
        return [0, 2, 10, 17, 41][Int(stream.uniform(place + 1) * 5)]
      }
      return Labels(voxels: Tensor(shape: [12, 12, 12], values: values), affine: .identity)
    }
  }
}

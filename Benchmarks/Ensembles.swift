import Arithmetic
import Foundation
import Imaging
import Support

/// Label maps put together, against SimpleITK's filters on the same maps and as many threads: ten maps of
/// 161 × 197 × 161 with 33 labels, that differ at the borders of their regions.
let ensembleBenchmarks = [
  Benchmark(
    name: "ensemble/staple, ten maps of 161×197×161, 33 labels (SimpleITK MultiLabelSTAPLE)",
    bar: .timesFaster(40)
  ) {
    let maps = EnsembleMaps()
    let own = try Timing.once {
      _ = try MultiLabelSTAPLE(maps.tensors, iterations: 1000, tolerance: 1e-5, threads: 2)
    }
    return (own, try maps.peer("MultiLabelSTAPLEImageFilter"))
  },
  Benchmark(
    name: "ensemble/vote, ten maps of 161×197×161, 33 labels (SimpleITK LabelVoting)",
    bar: .timesFaster(2)
  ) {
    let maps = EnsembleMaps()
    let own =
      try (0..<3).map { _ in
        try Timing.once { _ = try LabelVote(maps.tensors, threads: 2) }
      }.min() ?? .nan
    return (own, try maps.peer("LabelVotingImageFilter"))
  },
]

/// Regions of a grid of cells whose borders each map moves by up to two voxels of its own.
private struct EnsembleMaps {
  private static let shape = [161, 197, 161]
  let tensors: [Tensor<Int32>]

  init() {
    tensors = (0..<10).map { map in
      let stream = RandomStream(key: 3, stream: UInt64(map))
      let (height, depth) = (Self.shape[1], Self.shape[2])
      let voxels = (0..<Self.shape.reduce(1, *)).map { voxel -> Int32 in
        let word = stream.word(UInt64(voxel / 8))
        let jitter = Int(word >> UInt64(8 * (voxel % 8)) & 3)
        let (x, y, z) = (voxel / (height * depth), voxel / depth % height, voxel % depth)
        guard (20..<140).contains(x), (20..<176).contains(y), (20..<140).contains(z) else {
          return 0
        }
        let (i, j, k) = ((x + jitter) / 36, (y + jitter) / 40, (z + jitter) / 74)
        return Int32(1 + (i * 4 + j) * 2 + k) % 33
      }
      return Tensor(shape: Self.shape, values: voxels)
    }
  }

  /// The time of a filter of SimpleITK, in milliseconds, without reading.
  func peer(_ filter: String) throws -> Double {
    guard Repository.python != nil else {
      throw BenchmarkError("no test Python; 'make bench' sets it up")
    }
    let folder = try TemporaryFolder()
    let path = folder.path("maps.bin")
    try Data(tensors.flatMap { $0.values.map { UInt8(truncatingIfNeeded: $0) } })
      .write(to: URL(fileURLWithPath: path))
    let output = try Repository.run(
      python: """
        import sys, time, numpy, SimpleITK
        SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(2)
        maps = numpy.fromfile(sys.argv[1], dtype="uint8").reshape(10, 161, 197, 161)
        images = [SimpleITK.GetImageFromArray(m) for m in maps]
        f = SimpleITK.\(filter)()
        start = time.perf_counter()
        f.Execute(images)
        print(1000 * (time.perf_counter() - start))
        """, [path])
    guard let milliseconds = Double(output.split(whereSeparator: \.isWhitespace).last ?? "") else {
      throw BenchmarkError("Python printed '\(output)'")
    }
    return milliseconds
  }
}

import Arithmetic
import Networks
import Support

/// SynthMorph's network of 2022 with 64 filters on a pair of brains, with random weights, against
/// PyTorch's faster layout of memory; processor time of both threads together.
let synthMorphBenchmarks = [
  Benchmark(
    name: "SynthMorph, 64 filters, 160×192×224, 2 threads (PyTorch)", bar: .timesPeer(0.95)
  ) {
    let layouts = try PeerProgram.milliseconds("synthmorph", ["64", "160", "192", "224", "2"])
    return (try registration([160, 192, 224]), layouts.min() ?? .infinity)
  }
]

private func registration(_ sizes: [Int]) throws -> Double {
  let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 2)
  let network = try VoxelMorph(RandomRegistrationNetwork.synthMorph(filters: 64).weights())
  let stream = RandomStream(key: 1, stream: 0)
  let count = sizes.reduce(1, *)
  func image(_ number: Int) -> RealTensor {
    let values = (0..<count).map { Float(stream.uniform(UInt64(number * count + $0))) }
    return .binary32(Tensor(shape: sizes, values: values))
  }
  let (moving, fixed) = (image(0), image(1))
  return try (0..<2).map { run in
    try Timing.processTime {
      _ = try network.register(moving: moving, fixed: fixed, kernels.fork(run)) { _ in }
    }
  }.min() ?? .infinity
}

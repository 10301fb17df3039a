import Arithmetic
import Networks
import Support

/// FastSurfer's networks on one slice, with random weights, against PyTorch's faster layout of memory;
/// processor time of both threads together.
let fastSurferBenchmarks = [
  slice("VINN, 79 classes", "vinn", RandomNetwork(filters: 71, zoomFilters: 32, classes: 79)),
  slice("CNN, 71 filters 3×3", "cnn", RandomNetwork(filters: 71, classes: 79)),
  slice("CNN, 64 filters 5×5", "cnn5", RandomNetwork(filters: 64, kernel: 5, classes: 79)),
  Benchmark(
    name: "FastSurfer VINN, 79 classes, 256², random-rounding (ieee)", bar: .timesPeer(9)
  ) {
    let random = RandomNetwork(filters: 71, zoomFilters: 32, classes: 79)
    return (try milliseconds(random, "random-rounding", runs: 1), try milliseconds(random, "ieee"))
  },
]

private func slice(_ name: String, _ peer: String, _ random: RandomNetwork) -> Benchmark {
  Benchmark(name: "FastSurfer \(name), 256², 2 threads (PyTorch)", bar: .timesPeer(0.95)) {
    let layouts = try PyTorchPeer.milliseconds("fastsurfer", [peer, "256", "2"])
    return (try milliseconds(random, "ieee"), layouts.min() ?? .infinity)
  }
}

/// The least processor time of a slice of 256 × 256 pixels.
private func milliseconds(_ random: RandomNetwork, _ arithmetic: String, runs: Int = 6) throws
  -> Double
{
  let kernels = try Arithmetics.make(
    ArithmeticSpecification(name: arithmetic), seed: 1, threads: 2)
  let network = try FastSurfer.network(random.weights(), format: kernels.format)
  let slab = random.slabs(1, height: 256, width: 256, format: kernels.format)
  return try (0..<runs).map { run in
    try Timing.processTime {
      _ = try network.logits(slab, scales: [.one], kernels.fork(run))
    }
  }.min() ?? .infinity
}

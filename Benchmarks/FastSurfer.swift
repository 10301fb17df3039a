import Arithmetic
import Networks
import Support

/// FastSurfer's networks on one slice, with random weights, against PyTorch's faster layout of memory;
/// processor time of all threads together.
let fastSurferBenchmarks = [
  slice("VINN, 79 classes", "vinn", vinn, threads: 1),
  slice("VINN, 79 classes", "vinn", vinn),
  slice("VINN, 79 classes, winograd", "vinn", vinn, winograd, threads: 1, bar: 0.6),
  slice("VINN, 79 classes, winograd", "vinn", vinn, winograd, bar: 0.6),
  slice("CNN, 64 filters 5×5, winograd", "cnn5", oldCNN, winograd, bar: 0.7),
  slice("CNN, 71 filters 3×3", "cnn", RandomNetwork(filters: 71, classes: 79)),
  slice("CNN, 64 filters 5×5", "cnn5", oldCNN),
  Benchmark(
    name: "FastSurfer VINN, 79 classes, 256², random-rounding (ieee)", bar: .timesPeer(9)
  ) {
    (
      try milliseconds(vinn, ArithmeticSpecification(name: "random-rounding"), runs: 1),
      try milliseconds(vinn, .ieee)
    )
  },
]

private let vinn = RandomNetwork(filters: 71, zoomFilters: 32, classes: 79)
private let oldCNN = RandomNetwork(filters: 64, kernel: 5, classes: 79)
private let winograd = ArithmeticSpecification(
  name: "ieee", options: ["convolution": .text("winograd")])

/// - Parameter bar: at most so many times PyTorch's time.
private func slice(
  _ name: String, _ peer: String, _ random: RandomNetwork,
  _ arithmetic: ArithmeticSpecification = .ieee, threads: Int = 2, bar: Double = 0.95
) -> Benchmark {
  let with = threads == 1 ? "1 thread" : "\(threads) threads"
  return Benchmark(name: "FastSurfer \(name), 256², \(with) (PyTorch)", bar: .timesPeer(bar)) {
    let layouts = try PeerProgram.milliseconds("fastsurfer", [peer, "256", "\(threads)"])
    return (
      try milliseconds(random, arithmetic, threads: threads), layouts.min() ?? .infinity
    )
  }
}

/// The least processor time of a slice of 256 × 256 pixels.
private func milliseconds(
  _ random: RandomNetwork, _ arithmetic: ArithmeticSpecification, threads: Int = 2, runs: Int = 6
) throws -> Double {
  let kernels = try Arithmetics.make(arithmetic, seed: 1, threads: threads)
  let plan = try FastSurferNetwork(random.weights()).plan(
    size: (256, 256), format: kernels.format)
  let slab = random.slabs(1, height: 256, width: 256, format: kernels.format)
  return try (0..<runs).map { run in
    try Timing.processTime {
      _ = try plan.apply(to: [slab], kernels.fork(run))
    }
  }.min() ?? .infinity
}

import Arithmetic
import Support

/// Convolutions and their gradients on one thread, against the processor's peak and PyTorch.
let convolutionBenchmarks: [Benchmark] = forward + gradients + againstPyTorch

private let forward: [Benchmark] =
  [
    Convolved(channels: 72, kernel: [1, 1], size: [256, 256]),
    Convolved(channels: 60, kernel: [3, 3], size: [256, 254]),
    Convolved(channels: 64, kernel: [3, 3], size: [256, 256]),
    Convolved(channels: 71, kernel: [3, 3], size: [256, 256]),
    Convolved(channels: 64, kernel: [5, 5], size: [256, 256]),
    Convolved(channels: 71, kernel: [5, 5], size: [256, 256]),
  ].map { $0.benchmark(peak: 0.93) }
  + [
    Convolved(channels: 32, kernel: [3, 3, 3], size: [40, 96, 112]),
    Convolved(channels: 64, kernel: [3, 3, 3], size: [20, 96, 112]),
  ].map { $0.benchmark(peak: 0.85) }

/// They may take a tenth longer than the convolution.
private let gradients: [Benchmark] = [Convolved.Pass.imageGradient, .filterGradient].flatMap {
  pass in
  [
    Convolved(channels: 64, kernel: [3, 3], size: [256, 256])
      .benchmark(pass, peak: 0.93 / 1.1),
    Convolved(channels: 64, kernel: [5, 5], size: [256, 256])
      .benchmark(pass, peak: 0.93 / 1.1),
    Convolved(channels: 32, kernel: [3, 3, 3], size: [40, 96, 112])
      .benchmark(pass, peak: 0.85 / 1.1),
  ]
}

private let againstPyTorch: [Benchmark] = [(64, 3), (71, 3), (64, 5), (71, 5)].map {
  channels, taps in
  Benchmark(
    name: "ieee convolution \(taps)×\(taps), \(channels) channels at 256×256 (PyTorch)",
    bar: .timesPeer(0.95)
  ) {
    let layouts = try PeerProgram.milliseconds("convolution", ["\(channels)", "\(taps)", "256"])
    let convolved = Convolved(channels: channels, kernel: [taps, taps], size: [256, 256])
    return (try convolved.time(.ieee), layouts.min() ?? .infinity)
  }
}

import Arithmetic
import Support

/// Each arithmetic's contractions on one thread, against `ieee` and against published programs.
let contractionBenchmarks: [Benchmark] =
  publishedPeers.map { name, nanoseconds, options, factor in
    Benchmark(
      name: "a million operations of a convolution, \(options.label) (\(name))",
      bar: .timesFaster(factor)
    ) {
      // A million operations of so many nanoseconds take as many milliseconds.
      let convolved = Convolved(channels: 64, kernel: [3, 3], size: [128, 128])
      return (try convolved.time(options) * 1e6 / (2 * convolved.work), nanoseconds)
    }
  }
  + [
    Benchmark(
      name: "stochastic-rounding of binary64, convolution 3×3, 32 channels at 128² (float64)",
      bar: .timesPeer(8)
    ) {
      let convolved = Convolved(
        channels: 32, kernel: [3, 3], size: [128, 128], format: .binary64)
      return (
        try convolved.time(ArithmeticSpecification(name: "stochastic-rounding")),
        try convolved.time(ArithmeticSpecification(name: "float64"))
      )
    }
  ]
  + slowdowns.map { label, specification, factor in
    Benchmark(
      name: "\(label), convolution 3×3, 64 channels at 128² (ieee)", bar: .timesPeer(factor)
    ) {
      let convolved = Convolved(channels: 64, kernel: [3, 3], size: [128, 128])
      return (try convolved.time(specification), try convolved.time(.ieee))
    }
  }

/// Nanoseconds a binary32 operation of programs that perturb compiled code, whose builds take long: not
/// run here, but measured on another day on the same kind of core (Zen 4) in the build that is named,
/// in a loop other than ours. How many times as fast ours have to be.
private let publishedPeers: [(String, Double, ArithmeticSpecification, Double)] = [
  ("PRISM e65c02e, AVX-512: 4.4 ns", 4.4, ArithmeticSpecification(name: "stochastic-rounding"), 10),
  (
    "Verrou a58d434 nearness, AVX2: 17 ns", 17,
    ArithmeticSpecification(name: "stochastic-rounding"), 50
  ),
  ("Verificarlo mca_int rr, -O3: 13 ns", 13, mca("rr"), 10),
]

/// Arithmetics, and how many times as long as `ieee` they may take.
private let slowdowns: [(String, ArithmeticSpecification, Double)] = [
  ("stochastic-rounding", ArithmeticSpecification(name: "stochastic-rounding"), 12),
  (
    "stochastic-rounding, fused",
    ArithmeticSpecification(
      name: "stochastic-rounding", options: ["multiply-add": .text("fused")]), 6.5
  ),
  ("random-rounding", ArithmeticSpecification(name: "random-rounding"), 8),
  ("up-down", ArithmeticSpecification(name: "up-down"), 6),
  ("toward-zero", ArithmeticSpecification(name: "toward-zero"), 1.1),
  ("upward", ArithmeticSpecification(name: "upward"), 1.1),
  ("downward", ArithmeticSpecification(name: "downward"), 1.1),
  (
    "downward, fused",
    ArithmeticSpecification(name: "downward", options: ["multiply-add": .text("fused")]), 1.1
  ),
  ("reduced bfloat16", ArithmeticSpecification(name: "reduced"), 5),
  (
    "reduced bfloat16, stochastic",
    ArithmeticSpecification(name: "reduced", options: ["rounding": .text("stochastic")]), 6.5
  ),
  ("mca rr", mca("rr"), 20), ("mca pb", mca("pb"), 32), ("mca full", mca("full"), 44),
]

private func mca(_ mode: String) -> ArithmeticSpecification {
  ArithmeticSpecification(name: "mca", options: ["mode": .text(mode), "precision": .integer(24)])
}

import Arithmetic
import Support

/// Products of many numbers rounded into bfloat16 on one thread, against the Python package that
/// emulates formats.
let reducedPrecisionBenchmarks = [("nearest", 1), ("stochastic", 5)].map { rounding, mode in
  Benchmark(
    name: "reduced bfloat16, \(rounding), multiply, 2²² elements (pychop)", bar: .timesFaster(10)
  ) {
    let peer = try PeerProgram.milliseconds("pychop_products", ["\(1 << 22)", "\(mode)"])
    let (x, y) = (Operand.random([1 << 22]), Operand.random([1 << 22]))
    let kernels = try Arithmetics.make(
      ArithmeticSpecification(name: "reduced", options: ["rounding": .text(rounding)]), seed: 1,
      threads: 1)
    return (Timing.leastProcessorTime { _ = kernels.multiply(x, y) }, peer.min() ?? .infinity)
  }
}

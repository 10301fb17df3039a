import Arithmetic

/// Kernels of some milliseconds on two threads, against one; by the clock, so on an idle machine.
let threadBenchmarks = kernelCalls.map { name, arithmetic, call in
  Benchmark(
    name: "two threads, \(arithmetic), \(name) (one thread, idle machine)", bar: .timesFaster(1.9)
  ) {
    func time(_ threads: Int) throws -> Double {
      let kernels = try Arithmetics.make(
        ArithmeticSpecification(name: arithmetic), seed: 1, threads: threads)
      return Timing.least(of: 7) { call(kernels) }
    }
    return (try time(2), try time(1))
  }
}

private typealias KernelCall = (String, String, @Sendable (any Arithmetic) -> Void)

private let (image, volume) = (
  Operand.random([1, 64, 256, 256]), Operand.random([160, 192, 160])
)
private let filters = Operand.random([64, 64, 3, 3])
private let square = Operand.random([1024, 1024])
private let pairs = Operand.random([1 << 22])
private let long = Operand.random([1 << 24])
private let shifted = [1, 0, 0, 0.3, 0, 1, 0, -0.2, 0, 0, 1, 0.4]

private let kernelCalls: [KernelCall] = [
  (
    "matrix product 1024 × 1024 × 1024", "ieee",
    { _ = $0.matrixProduct(square, square, transposeA: false, transposeB: false) }
  ),
  (
    "convolution 3×3, 64 channels at 256²", "ieee",
    { _ = $0.convolve(image, filters, bias: nil, ConvolutionGeometry(same: [3, 3])) }
  ),
  (
    "gradient of the images", "ieee",
    {
      _ = $0.convolutionImageGradient(
        image, filters, sizes: [256, 256], ConvolutionGeometry(same: [3, 3]))
    }
  ),
  (
    "gradient of the filters", "ieee",
    {
      _ = $0.convolutionFilterGradient(
        image, image, kernel: [3, 3], ConvolutionGeometry(same: [3, 3]))
    }
  ),
  ("add, 2²⁴ elements", "stochastic-rounding", { _ = $0.add(long, long) }),
  ("exponential, 2²⁴ elements", "ieee", { _ = $0.exponential(long) }),
  ("sum, 2²⁴ elements", "stochastic-rounding", { _ = $0.sum(long) }),
  (
    "resample, linear, 160×192×160", "ieee",
    {
      _ = $0.resample(
        volume, by: shifted, shape: [160, 192, 160], interpolation: .linear, outside: 0)
    }
  ),
  (
    "resample, cubic, 160×192×160", "ieee",
    {
      _ = $0.resample(
        volume, by: shifted, shape: [160, 192, 160], interpolation: .cubic, outside: 0)
    }
  ),
  ("smooth, 160×192×160", "ieee", { _ = $0.smooth(volume, sigma: [1, 1, 1]) }),
  ("softmax, 64 channels at 256²", "ieee", { _ = $0.softmax(image) }),
  ("max pool, 64 channels at 256²", "ieee", { _ = $0.maxPool(image, axes: 2) }),
  (
    "resize, 64 channels at 256² to 320²", "ieee",
    { _ = $0.resize(image, to: [320, 320], alignment: .centres) }
  ),
  (
    "joint histogram, 2²² pairs", "stochastic-rounding",
    { _ = $0.jointHistogram(pairs, pairs, bins: 64, rangeA: -1...1, rangeB: -1...1) }
  ),
]

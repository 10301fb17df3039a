import Arithmetic

/// The dilated convolutions of MeshNets against the processor's peak.
let dilatedConvolutionBenchmarks: [Benchmark] =
  [1, 2, 4, 8, 16].flatMap { gap in
    [20, 30].map { channels in dilated(channels: channels, gap: gap) }
  }

private func dilated(channels: Int, gap: Int) -> Benchmark {
  Benchmark(
    name: "ieee convolution 3×3×3, \(channels) channels at 128³, dilation \(gap) (peak)",
    bar: .timesPeer(1 / 0.8)
  ) {
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    // As the layer before leaves them.
    let images = kernels.add(Operand.random([1, channels, 128, 128, 128]), 0)
    let filters = Operand.random([channels, channels, 3, 3, 3])
    let three = [gap, gap, gap]
    let geometry = ConvolutionGeometry(
      stride: [1, 1, 1], dilation: three, paddingBefore: three, paddingAfter: three)
    let work = Double(channels * channels * 27) * 128 * 128 * 128
    let ours = Timing.leastProcessorTime {
      _ = kernels.convolve(images, filters, bias: nil, geometry)
    }
    return (ours, Peak.milliseconds(multiplyAdds: work))
  }
}

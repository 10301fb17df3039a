internal import ArithmeticTypes

/// Normalizations of parts of images, and means of windows.
extension JobArithmetic {
  func instanceNormalize(
    _ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> RealTensor {
    run(.instanceNormalize, [x, weight, bias, .number(epsilon)]) {
      $0.instanceNormalize(x, weight: weight, bias: bias, epsilon: epsilon)
    }
  }
  func groupNormalize(
    _ x: RealTensor, groups: Int, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> RealTensor {
    run(.groupNormalize, [x, weight, bias, .number(epsilon)]) {
      $0.groupNormalize(x, groups: groups, weight: weight, bias: bias, epsilon: epsilon)
    }
  }
  func layerNormalize(
    _ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> (output: RealTensor, mean: RealTensor, variance: RealTensor) {
    run(
      .layerNormalize, [x, weight, bias, .number(epsilon)],
      { $0.layerNormalize(x, weight: weight, bias: bias, epsilon: epsilon) },
      tensors: { [$0.output, $0.mean, $0.variance] })
  }
  func averagePool(
    _ x: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry, divisors: [Double]
  ) -> RealTensor {
    run(.averagePool, [x]) {
      $0.averagePool(x, kernel: kernel, geometry, divisors: divisors)
    }
  }
}

internal import ArithmeticTypes

extension JobArithmetic {
  // MARK: Activations

  func maximum(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.maximum, [a, b]) { $0.maximum(a, b) }
  }
  func maximumGradient(_ a: RealTensor, _ b: RealTensor, gradient: RealTensor)
    -> (a: RealTensor, b: RealTensor)
  {
    let both = run(.maximumGradient, [a, b, gradient]) {
      let both = $0.maximumGradient(a, b, gradient: gradient)
      return (values: both.a, gradients: both.b)
    }
    return (both.values, both.gradients)
  }
  func relu(_ x: RealTensor) -> RealTensor { run(.relu, [x]) { $0.relu(x) } }
  func reluGradient(_ x: RealTensor, gradient: RealTensor) -> RealTensor {
    run(.reluGradient, [x, gradient]) { $0.reluGradient(x, gradient: gradient) }
  }
  func elu(_ x: RealTensor, alpha: Double) -> RealTensor {
    run(.elu, [x, .number(alpha)]) { $0.elu(x, alpha: alpha) }
  }
  func leakyReLU(_ x: RealTensor, slope: Double) -> RealTensor {
    run(.leakyReLU, [x, .number(slope)]) { $0.leakyReLU(x, slope: slope) }
  }
  func parametricReLU(_ x: RealTensor, slopes: RealTensor) -> RealTensor {
    run(.parametricReLU, [x, slopes]) { $0.parametricReLU(x, slopes: slopes) }
  }
  func leakyReLUGradient(_ x: RealTensor, slope: Double, gradient: RealTensor) -> RealTensor {
    run(.leakyReLUGradient, [x, .number(slope), gradient]) {
      $0.leakyReLUGradient(x, slope: slope, gradient: gradient)
    }
  }
  func leakyReLUSlopeGradient(_ x: RealTensor, gradient: RealTensor) -> Double {
    run(.leakyReLUSlopeGradient, [x, gradient]) {
      $0.leakyReLUSlopeGradient(x, gradient: gradient)
    }
  }

  // MARK: Channels

  func scaleAndShift(_ x: RealTensor, scale: RealTensor, shift: RealTensor) -> RealTensor {
    run(.scaleAndShift, [x, scale, shift]) { $0.scaleAndShift(x, scale: scale, shift: shift) }
  }

  func channelSum(_ x: RealTensor) -> RealTensor { run(.channelSum, [x]) { $0.channelSum(x) } }
  func channelMoments(_ x: RealTensor) -> (mean: RealTensor, variance: RealTensor) {
    run(
      .channelMoments, [x], { $0.channelMoments(x) }, tensors: { [$0.mean, $0.variance] })
  }
  func batchNormalize(_ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)
  {
    run(
      .batchNormalize, [x, weight, bias],
      { $0.batchNormalize(x, weight: weight, bias: bias, epsilon: epsilon) },
      tensors: { [$0.output, $0.mean, $0.variance] })
  }
  func batchNormalizeGradient(
    _ x: RealTensor, weight: RealTensor, mean: RealTensor, variance: RealTensor, epsilon: Double,
    gradient: RealTensor
  ) -> (x: RealTensor, weight: RealTensor, bias: RealTensor) {
    run(
      .batchNormalizeGradient, [x, weight, mean, variance, gradient],
      {
        $0.batchNormalizeGradient(
          x, weight: weight, mean: mean, variance: variance, epsilon: epsilon, gradient: gradient)
      }, tensors: { [$0.x, $0.weight, $0.bias] })
  }

  // MARK: Classes

  func softmax(_ x: RealTensor) -> RealTensor { run(.softmax, [x]) { $0.softmax(x) } }
  func softmaxGradient(softmax: RealTensor, gradient: RealTensor) -> RealTensor {
    run(.softmaxGradient, [softmax, gradient]) {
      $0.softmaxGradient(softmax: softmax, gradient: gradient)
    }
  }
  func logSoftmax(_ x: RealTensor) -> RealTensor { run(.logSoftmax, [x]) { $0.logSoftmax(x) } }
  func logSoftmaxGradient(logSoftmax: RealTensor, gradient: RealTensor) -> RealTensor {
    run(.logSoftmaxGradient, [logSoftmax, gradient]) {
      $0.logSoftmaxGradient(logSoftmax: logSoftmax, gradient: gradient)
    }
  }
  func crossEntropy(_ x: RealTensor, classes: Tensor<Int32>) -> RealTensor {
    run(.crossEntropy, [x]) { $0.crossEntropy(x, classes: classes) }
  }
  func crossEntropyGradient(softmax: RealTensor, classes: Tensor<Int32>, gradient: RealTensor)
    -> RealTensor
  {
    run(.crossEntropyGradient, [softmax, gradient]) {
      $0.crossEntropyGradient(softmax: softmax, classes: classes, gradient: gradient)
    }
  }

  // MARK: Pooling

  func maxPool(_ x: RealTensor, axes: Int) -> (values: RealTensor, indices: Tensor<Int32>) {
    run(.maxPool, [x], { $0.maxPool(x, axes: axes) }, tensors: { [$0.values] })
  }
  func unpool(_ x: RealTensor, indices: Tensor<Int32>, shape: [Int], axes: Int) -> RealTensor {
    run(.unpool, [x]) { $0.unpool(x, indices: indices, shape: shape, axes: axes) }
  }
  func pool(_ x: RealTensor, at indices: Tensor<Int32>, axes: Int) -> RealTensor {
    run(.pool, [x]) { $0.pool(x, at: indices, axes: axes) }
  }

  // MARK: Resizing

  func resize(_ x: RealTensor, to sizes: [Int], alignment: ResizeAlignment) -> RealTensor {
    run(.resize, [x]) { $0.resize(x, to: sizes, alignment: alignment) }
  }
  func resizeGradient(_ gradient: RealTensor, from sizes: [Int], alignment: ResizeAlignment)
    -> RealTensor
  {
    run(.resizeGradient, [gradient]) {
      $0.resizeGradient(gradient, from: sizes, alignment: alignment)
    }
  }
  func upsample(_ x: RealTensor, axes: Int) -> RealTensor {
    run(.upsample, [x]) { $0.upsample(x, axes: axes) }
  }
  func upsampleGradient(_ gradient: RealTensor, axes: Int) -> RealTensor {
    run(.upsampleGradient, [gradient]) { $0.upsampleGradient(gradient, axes: axes) }
  }
}

internal import ArithmeticTypes

/// Normalizations of parts of images: `batchNormalize` with the parts as channels, several calls.
extension Backend {
  func instanceNormalize(
    _ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> RealTensor {
    precondition(x.shape.count > 2, "images [N, C, …] expected, not \(x.shape)")
    let images = x.shape[0]
    func repeated(_ own: RealTensor) -> RealTensor {
      images == 1
        ? own : .concatenate([RealTensor](repeating: own, count: images), axis: 0)
    }
    return batchNormalize(
      x.reshaped([1, images * x.shape[1]] + x.shape[2...]), weight: repeated(weight),
      bias: repeated(bias), epsilon: epsilon
    ).output.reshaped(x.shape)
  }

  func groupNormalize(
    _ x: RealTensor, groups: Int, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> RealTensor {
    precondition(
      x.shape.count > 1 && groups > 0 && x.shape[1] % groups == 0,
      "\(groups) equal groups of channels in images \(x.shape) expected")
    let normal = normalizedRows(x, count: x.shape[0] * groups, epsilon).output
    return scaleAndShift(normal.reshaped(x.shape), scale: weight, shift: bias)
  }

  func layerNormalize(
    _ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> (output: RealTensor, mean: RealTensor, variance: RealTensor) {
    precondition(x.shape.count == 2, "rows expected, not \(x.shape)")
    let normal = normalizedRows(x, count: x.shape[0], epsilon)
    return (
      scaleAndShift(normal.output.reshaped(x.shape), scale: weight, shift: bias), normal.mean,
      normal.variance
    )
  }

  /// Each of `count` equal parts, one after the other, by its own moments.
  private func normalizedRows(_ x: RealTensor, count: Int, _ epsilon: Double)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)
  {
    func all(_ value: Double) -> RealTensor {
      RealTensor(x.format, shape: [count], [Double](repeating: value, count: count))
    }
    return batchNormalize(
      x.reshaped([1, count, x.count / max(1, count)]), weight: all(1), bias: all(0),
      epsilon: epsilon)
  }
}

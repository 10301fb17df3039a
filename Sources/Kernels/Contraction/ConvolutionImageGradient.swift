internal import ArithmeticTypes

extension Backend {
  func convolutionImageGradient(
    _ gradient: RealTensor, _ filters: RealTensor, sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    let kernel = Array(filters.shape[2...])
    let (stride, dilation, paddingBefore, _) = geometry.parts
    precondition(
      Array(gradient.shape[2...]) == geometry.outputSizes(sizes, kernel: kernel),
      "gradients \(gradient.shape) are not those of images of \(sizes)")
    let axes = sizes.indices
    let wide = axes.map { (gradient.shape[2 + $0] - 1) * stride[$0] + 1 }
    let reach = axes.map { (kernel[$0] - 1) * dilation[$0] }
    let before = axes.map { reach[$0] - paddingBefore[$0] }
    let after = axes.map { sizes[$0] + reach[$0] - wide[$0] - before[$0] }
    // Padding is the convolution's own where it only adds zeros at the edges.
    let isPlain = stride.allSatisfy { $0 == 1 } && (before + after).allSatisfy { $0 >= 0 }
    let none = [Int](repeating: 0, count: sizes.count)
    let (spread, turned): (RealTensor, RealTensor)
    switch (gradient, filters) {
    case (.binary32(let values), .binary32(let taps)):
      spread =
        isPlain ? gradient : .binary32(values.spread(stride, wide, before, after))
      turned = .binary32(taps.turned)
    case (.binary64(let values), .binary64(let taps)):
      spread =
        isPlain ? gradient : .binary64(values.spread(stride, wide, before, after))
      turned = .binary64(taps.turned)
    default: preconditionFailure("formats \(gradient.format) and \(filters.format) differ")
    }
    return convolve(
      .direct, spread, turned, nil,
      ConvolutionGeometry(
        stride: none.map { _ in 1 }, dilation: dilation, paddingBefore: isPlain ? before : none,
        paddingAfter: isPlain ? after : none), nil)
  }
}

extension Tensor where Element: RealNumber {
  /// `[N, C, …]` with `stride − 1` zeros between neighbours on each spatial axis, `wide` long, and
  /// zeros around; negative numbers of them take values away.
  fileprivate func spread(_ stride: [Int], _ wide: [Int], _ before: [Int], _ after: [Int])
    -> Tensor
  {
    let sizes = Array(shape[2...])
    let padded = sizes.indices.map { wide[$0] + before[$0] + after[$0] }
    let (small, large) = (sizes.reduce(1, *), padded.reduce(1, *))
    var result = [Element](repeating: 0, count: shape[0] * shape[1] * large)
    places: for place in 0..<small {
      // The place's index on each axis, the last first.
      var (rest, target, step) = (place, 0, 1)
      for axis in sizes.indices.reversed() {
        let index = rest % sizes[axis] * stride[axis] + before[axis]
        guard index >= 0, index < padded[axis] else { continue places }
        target += index * step
        step *= padded[axis]
        rest /= sizes[axis]
      }
      for plane in 0..<shape[0] * shape[1] {
        result[plane * large + target] = values[plane * small + place]
      }
    }
    return Tensor(shape: Array(shape[..<2]) + padded, values: result)
  }

  /// Filters `[O, C, …]` as `[C, O, …]`, reversed on every spatial axis.
  fileprivate var turned: Tensor {
    let (filters, channels) = (shape[0], shape[1])
    let taps = shape[2...].reduce(1, *)
    let turned = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      for channel in 0..<channels {
        for filter in 0..<filters {
          for tap in 0..<taps {
            buffer.initializeElement(
              at: (channel * filters + filter) * taps + tap,
              to: values[(filter * channels + channel) * taps + taps - 1 - tap])
          }
        }
      }
      initialized = count
    }
    return Tensor(shape: [channels, filters] + shape[2...], values: turned)
  }
}

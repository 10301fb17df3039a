internal import ArithmeticTypes

extension Backend {
  func convolutionImageGradient(
    _ gradient: RealTensor, _ filters: RealTensor, sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    let kernel = Array(filters.shape[2...])
    precondition(
      Array(gradient.shape[2...]) == geometry.outputSizes(sizes, kernel: kernel),
      "gradients \(gradient.shape) are not those of images of \(sizes)")
    let (spread, turned): (RealTensor, RealTensor)
    switch (gradient, filters) {
    case (.binary32(let values), .binary32(let taps)):
      (spread, turned) = (.binary32(values.spread(geometry.stride)), .binary32(taps.turned))
    case (.binary64(let values), .binary64(let taps)):
      (spread, turned) = (.binary64(values.spread(geometry.stride)), .binary64(taps.turned))
    default: preconditionFailure("formats \(gradient.format) and \(filters.format) differ")
    }
    let axes = sizes.indices
    let before = axes.map { kernel[$0] - 1 - geometry.paddingBefore[$0] }
    let after = axes.map { sizes[$0] + kernel[$0] - 1 - spread.shape[2 + $0] - before[$0] }
    precondition(
      before.allSatisfy { $0 >= 0 }, "padding \(geometry.paddingBefore) is wider than \(kernel)")
    return convolve(
      spread, turned, bias: nil,
      ConvolutionGeometry(
        stride: [Int](repeating: 1, count: sizes.count), paddingBefore: before,
        paddingAfter: after.map { max(0, $0) }))
  }
}

extension Tensor where Element: RealNumber {
  /// `[N, C, …]` with `stride − 1` zeros between neighbours on each spatial axis.
  fileprivate func spread(_ stride: [Int]) -> Tensor {
    guard stride.contains(where: { $0 > 1 }) else { return self }
    let sizes = Array(shape[2...])
    let wide = sizes.indices.map { (sizes[$0] - 1) * stride[$0] + 1 }
    let (small, large) = (sizes.reduce(1, *), wide.reduce(1, *))
    var result = [Element](repeating: 0, count: shape[0] * shape[1] * large)
    for place in 0..<small {
      // The place's index on each axis, the last first.
      var (rest, target, step) = (place, 0, 1)
      for axis in sizes.indices.reversed() {
        target += rest % sizes[axis] * stride[axis] * step
        step *= wide[axis]
        rest /= sizes[axis]
      }
      for plane in 0..<shape[0] * shape[1] {
        result[plane * large + target] = values[plane * small + place]
      }
    }
    return Tensor(shape: Array(shape[..<2]) + wide, values: result)
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

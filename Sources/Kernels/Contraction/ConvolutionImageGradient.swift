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
    if let values = byRemainders(gradient, filters, sizes, geometry) { return values }
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

  /// The same bits without products with the zeros that strides put between gradients, which are counted all the
  /// same; `nil` where it takes them.
  private func byRemainders(
    _ gradient: RealTensor, _ filters: RealTensor, _ sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor? {
    func values<Rule: RoundingRule>(_ rule: Rule) -> RealTensor? {
      guard let nearest = rule as? NearestRounding<Rule.Real>,
        let strided = StridedImageGradient(
          nearest, Rule.Real.unwrap(gradient), Rule.Real.unwrap(filters), sizes: sizes, geometry),
        let values = strided.values(threads: threads)
      else { return nil }
      _ = session.nextCall()
      let steps = filters.shape[0] * filters.shape[2...].reduce(1, *)
      count(rule, Tally(accumulate: values.count * steps))
      return Rule.Real.wrap(values)
    }
    return gradient.format == .binary32 ? values(rule32) : values(rule64)
  }
}

extension Tensor where Element: RealNumber {
  /// `[N, C, …]` with `stride − 1` zeros between neighbours on each spatial axis, `wide` long, and
  /// zeros around; negative numbers of them take values away.
  func spread(_ stride: [Int], _ wide: [Int], _ before: [Int], _ after: [Int])
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
  fileprivate var turned: Tensor { taps(shape[2...].map { Array((0..<$0).reversed()) }) }
}

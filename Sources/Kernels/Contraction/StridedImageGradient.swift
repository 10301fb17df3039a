internal import ArithmeticTypes

/// Gradients of images under strided filters, remainder by remainder of the stride: the outputs of one remainder
/// see every s-th tap alone, of which they are a plain convolution. Between these taps lie products with zeros,
/// which change nothing where all is rounded to nearest.
struct StridedImageGradient<Real: RealNumber> {
  /// One axis and one remainder.
  private struct Part {
    /// The first output of the remainder; the others follow a stride apart.
    let first: Int
    let count: Int
    /// Taps that count, the last first.
    let taps: [Int]
    /// Zeros before and after the gradients; negative numbers take gradients away.
    let before: Int
    let after: Int
  }

  private let rule: NearestRounding<Real>
  private let gradient: Tensor<Real>
  private let filters: Tensor<Real>
  private let sizes: [Int]
  private let stride: [Int]
  /// By axis and remainder.
  private let parts: [[Part]]

  /// `nil` where strides are one, taps have gaps, or a filter is not finite, whose products with zeros are NaN.
  ///
  /// - Parameters:
  ///   - gradient: `[N, O, …]`, as many extents as `sizes`.
  ///   - filters: `[O, C, …]`.
  init?(
    _ rule: NearestRounding<Real>, _ gradient: Tensor<Real>, _ filters: Tensor<Real>,
    sizes: [Int], _ geometry: ConvolutionGeometry
  ) {
    let (stride, dilation, padding, _) = geometry.parts
    guard stride.contains(where: { $0 > 1 }), dilation.allSatisfy({ $0 == 1 }),
      filters.values.allSatisfy(\.isFinite)
    else { return nil }
    (self.rule, self.gradient, self.filters) = (rule, gradient, filters)
    (self.sizes, self.stride) = (sizes, stride)
    parts = sizes.indices.map { axis in
      let (s, taps, p) = (stride[axis], filters.shape[2 + axis], padding[axis])
      return (0..<s).map { remainder in
        let first = ((remainder - p) % s + s) % s
        let count = max(0, (sizes[axis] - first + s - 1) / s)
        let own = Array(Swift.stride(from: remainder, to: taps, by: s).reversed())
        // Output m sees gradients m + shift − j under tap remainder + s j.
        let shift = (first + p - remainder) / s
        let before = own.count - 1 - shift
        return Part(
          first: first, count: count, taps: own, before: before,
          after: count + own.count - 1 - before - gradient.shape[2 + axis])
      }
    }
  }

  /// `[N, C, …]`; `nil` where a sum is −0, which a product with 0 may make 0.
  func values(threads: Int) -> Tensor<Real>? {
    let channels = filters.shape[1]
    var result = [Real](repeating: 0, count: gradient.shape[0] * channels * sizes.reduce(1, *))
    var remainders = [Int](repeating: 0, count: sizes.count)
    while true {
      let own = remainders.enumerated().map { parts[$0][$1] }
      if own.allSatisfy({ $0.count > 0 && !$0.taps.isEmpty }) {
        let sums = convolve(own, threads)
        guard place(sums, own, in: &result) else { return nil }
      }
      var axis = sizes.count - 1
      while axis >= 0 {
        remainders[axis] += 1
        if remainders[axis] < stride[axis] { break }
        remainders[axis] = 0
        axis -= 1
      }
      if axis < 0 { break }
    }
    return Tensor(shape: [gradient.shape[0], channels] + sizes, values: result)
  }

  /// The outputs of one remainder on each axis.
  private func convolve(_ own: [Part], _ threads: Int) -> [Real] {
    let cut = own.contains { $0.before < 0 || $0.after < 0 }
    let none = own.map { _ in 0 }
    let ones = own.map { _ in 1 }
    let images =
      cut
      ? gradient.spread(
        ones, Array(gradient.shape[2...]), own.map(\.before), own.map(\.after)) : gradient
    let taps = filters.taps(own.map(\.taps))
    let shape = ConvolutionShape(
      images: images.shape, filters: taps.shape,
      ConvolutionGeometry(
        stride: ones, dilation: ones, paddingBefore: cut ? none : own.map(\.before),
        paddingAfter: cut ? none : own.map(\.after)))
    // Nothing is random, so the key is of no account.
    return DirectConvolution(
      rule, images.values, taps.values, nil, shape, CallKey(seed: 0), nil
    )
    .values(threads: threads).values
  }

  /// Puts sums where they belong; whether none is −0.
  private func place(_ sums: [Real], _ own: [Part], in result: inout [Real]) -> Bool {
    let rows = own.dropLast()
    let (last, step, width) = (own[own.count - 1], stride[own.count - 1], sizes[own.count - 1])
    let rowCount = rows.reduce(1) { $0 * $1.count }
    let plane = sizes.reduce(1, *)
    var isPlain = true
    sums.withUnsafeBufferPointer { sums in
      result.withUnsafeMutableBufferPointer { result in
        var source = 0
        for channel in 0..<sums.count / max(1, rowCount * last.count) {
          for row in 0..<rowCount {
            var (rest, place, scale) = (row, 0, width)
            for axis in rows.indices.reversed() {
              place += (own[axis].first + rest % own[axis].count * stride[axis]) * scale
              rest /= own[axis].count
              scale *= sizes[axis]
            }
            var target = channel * plane + place + last.first
            for _ in 0..<last.count {
              let sum = sums[source]
              if sum == 0, sum.sign == .minus { isPlain = false }
              result[target] = sum
              source += 1
              target += step
            }
          }
        }
      }
    }
    return isPlain
  }
}

extension Tensor where Element: RealNumber {
  /// Filters `[O, C, …]` as `[C, O, …]`, with these taps of each axis, in their order.
  func taps(_ chosen: [[Int]]) -> Tensor {
    let (filters, channels, sizes) = (shape[0], shape[1], Array(shape[2...]))
    let all = sizes.reduce(1, *)
    var places = [0]
    for (axis, taps) in chosen.enumerated() {
      places = places.flatMap { place in taps.map { place * sizes[axis] + $0 } }
    }
    var values: [Element] = []
    values.reserveCapacity(filters * channels * places.count)
    for channel in 0..<channels {
      for filter in 0..<filters {
        let start = (filter * channels + channel) * all
        for place in places { values.append(self.values[start + place]) }
      }
    }
    return Tensor(shape: [channels, filters] + chosen.map(\.count), values: values)
  }
}

internal import ArithmeticTypes

extension Backend {
  func averagePool(
    _ x: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry, divisors: [Double]
  ) -> RealTensor {
    switch x.format {
    case .binary32: averagePool(rule32, x, kernel, geometry, divisors)
    case .binary64: averagePool(rule64, x, kernel, geometry, divisors)
    }
  }

  private func averagePool<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ kernel: [Int], _ geometry: ConvolutionGeometry,
    _ divisors: [Double]
  ) -> RealTensor {
    let windows = AverageWindows(x.shape, kernel, geometry)
    precondition(divisors.count == windows.count, "one divisor for each window expected")
    count(
      rule,
      Tally(add: windows.planes * windows.taps, divide: windows.planes * windows.count))
    let values = rule.averagePool(
      Rule.Real.unwrap(x).values, windows, divisors.map { Rule.Real.nearest($0) },
      session.nextCall(), threads)
    let sizes = geometry.outputSizes(Array(x.shape[2...]), kernel: kernel)
    return Rule.Real.wrap(Tensor(shape: Array(x.shape[..<2]) + sizes, values: values))
  }
}

/// Windows over channels of one to three spatial axes, as z, y and x; an axis that is missing has one
/// place.
private struct AverageWindows: Sendable {
  struct Axis: Sendable {
    var size = 1
    var outputs = 1
    var kernel = 1
    var stride = 1
    var dilation = 1
    var before = 0

    /// The place of a window's first tap, maybe before the first place.
    @inline(__always)
    func start(_ output: Int) -> Int { output * stride - before }

    /// A window's taps that lie inside.
    @inline(__always)
    func inside(_ output: Int) -> Range<Int> {
      let start = start(output)
      let first = start >= 0 ? 0 : (dilation - 1 - start) / dilation
      let end = start >= size ? 0 : min(kernel, (size - 1 - start) / dilation + 1)
      return first..<max(first, end)
    }

    /// Taps of all windows that lie inside.
    var taps: Int { (0..<outputs).reduce(0) { $0 + inside($1).count } }

    /// Each tap that lies inside in some window, with these windows.
    var columns: [(tap: Int, outputs: Range<Int>)] {
      Set((0..<outputs).flatMap { inside($0) }).sorted().map { tap in
        let before = before - tap * dilation
        let first = before > 0 ? (before + stride - 1) / stride : 0
        return (tap, first..<min(outputs, (size - 1 + before) / stride + 1))
      }
    }
  }

  let planes: Int
  let z: Axis
  let y: Axis
  let x: Axis

  init(_ shape: [Int], _ kernel: [Int], _ geometry: ConvolutionGeometry) {
    let parts = geometry.parts
    let sizes = Array(shape.dropFirst(2))
    precondition(
      (1...3).contains(sizes.count) && kernel.count == sizes.count
        && parts.stride.count == sizes.count,
      "a window \(kernel) for each spatial axis of \(shape) expected")
    let outputs = geometry.outputSizes(sizes, kernel: kernel)
    let axes = sizes.indices.map { axis in
      Axis(
        size: sizes[axis], outputs: outputs[axis], kernel: kernel[axis],
        stride: parts.stride[axis], dilation: parts.dilation[axis],
        before: parts.paddingBefore[axis])
    }
    planes = shape[0] * shape[1]
    z = axes.count > 2 ? axes[0] : Axis()
    y = axes.count > 1 ? axes[axes.count - 2] : Axis()
    x = axes[axes.count - 1]
  }

  /// Windows of a plane.
  var count: Int { z.outputs * y.outputs * x.outputs }
  /// Places of a plane that its windows see, those that several see as often.
  var taps: Int { z.taps * y.taps * x.taps }
}

extension RoundingRule {
  /// Sums from zero, places ascending, those inside only; then quotients. Output i draws the words of
  /// element i.
  fileprivate func averagePool(
    _ values: [Real], _ windows: AverageWindows, _ divisors: [Real], _ key: CallKey,
    _ threads: Int
  ) -> [Real] {
    let (z, y, x) = (windows.z, windows.y, windows.x)
    let (width, columns) = (x.outputs, x.columns)
    // One item is a row of outputs, which are summed side by side.
    return Tiling.fill(
      windows.planes * z.outputs * y.outputs, width: width, threads: threads,
      grain: max(1, 1 << 12 / max(1, width))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      var bits: [Bits] = []
      return values.withElements { values in
        for item in range {
          let (rest, row) = item.quotientAndRemainder(dividingBy: y.outputs)
          let (plane, slice) = rest.quotientAndRemainder(dividingBy: z.outputs)
          let sums = output + item * width
          sums.initialize(repeating: 0, count: width)
          bits.removeAll(keepingCapacity: true)
          for column in 0..<width { bits.append(Bits(key, element: item * width + column)) }
          bits.withUnsafeMutableBufferPointer { bits in
            for depth in z.inside(slice) {
              let front = plane * z.size + z.start(slice) + depth * z.dilation
              for height in y.inside(row) {
                let below = front * y.size + y.start(row) + height * y.dilation
                let line = values + below * x.size
                for (tap, outputs) in columns {
                  var place = x.start(outputs.lowerBound) + tap * x.dilation
                  for column in outputs {
                    sums[column] = add(sums[column], line[place], &bits[column])
                    place += x.stride
                  }
                }
              }
            }
            let first = (slice * y.outputs + row) * width
            for column in 0..<width {
              sums[column] = divide(sums[column], divisors[first + column], &bits[column])
            }
          }
        }
        return range.count
      }
    }.values
  }
}

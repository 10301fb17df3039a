internal import ArithmeticTypes

extension Backend {
  func maxPool(_ x: RealTensor, axes: Int) -> (values: RealTensor, indices: Tensor<Int32>) {
    switch x {
    case .binary32(let tensor):
      let (values, indices) = tensor.maxPool(axes, threads)
      return (.binary32(values), indices)
    case .binary64(let tensor):
      let (values, indices) = tensor.maxPool(axes, threads)
      return (.binary64(values), indices)
    }
  }
}

extension Tensor where Element: RealNumber {
  fileprivate func maxPool(_ axes: Int, _ threads: Int) -> (Tensor, Tensor<Int32>) {
    let layout = PoolingLayout(shape, axes: axes)
    let sizes = shape.suffix(axes).map { $0 / 2 }
    let (depth, height, width) = (
      layout.isVolume ? sizes[0] : 1, sizes[axes - 2], sizes[axes - 1]
    )
    let input = values
    // One item is an output row.
    let result = Tiling.fillTwo(
      layout.planes * depth * height, widths: (width, width), threads: threads,
      grain: max(1, 1 << 14 / max(1, width))
    ) { (range, values: UnsafeMutablePointer<Element>, indices: UnsafeMutablePointer<Int32>) in
      input.withElements { input in
        for item in range {
          let (plane, rest) = item.quotientAndRemainder(dividingBy: depth * height)
          let (slice, row) = rest.quotientAndRemainder(dividingBy: height)
          let first = layout.firstRow(slice: slice, row: row)
          poolRow(
            input + plane * layout.count, first, layout, values + item * width,
            indices + item * width, width)
        }
        return range.count
      }
    }
    let shape = shape.dropLast(axes) + sizes
    return (
      Tensor(shape: Array(shape), values: result.first),
      Tensor<Int32>(shape: Array(shape), values: result.second)
    )
  }
}

/// One output row of a plane, whose windows begin in the input's row at `first`.
private func poolRow<Real: RealNumber>(
  _ plane: UnsafePointer<Real>, _ first: Int, _ layout: PoolingLayout,
  _ values: UnsafeMutablePointer<Real>, _ indices: UnsafeMutablePointer<Int32>, _ width: Int
) {
  let below = layout.width
  let behind = layout.height * layout.width
  for j in 0..<width {
    let place = first + 2 * j
    var (best, at) = (plane[place], Int32(truncatingIfNeeded: place))
    @inline(__always)
    func take(_ place: Int) {
      // Chosen in two steps, so that there are no branches.
      let (value, other) = (plane[place], Int32(truncatingIfNeeded: place))
      at = value > best ? other : at
      best = value > best ? value : best
      at = value != value ? other : at
      best = value != value ? value : best
    }
    take(place + 1)
    take(place + below)
    take(place + below + 1)
    if layout.isVolume {
      take(place + behind)
      take(place + behind + 1)
      take(place + behind + below)
      take(place + behind + below + 1)
    }
    (values + j).initialize(to: best)
    (indices + j).initialize(to: at)
  }
}

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
          let start = input + plane * layout.count
          let (maxima, places) = (values + item * width, indices + item * width)
          for (rank, offset) in layout.rows(slice: slice, row: row).enumerated() {
            if rank == 0 { begin(start + offset, maxima, places, width, Int32(offset)) }
            merge(start + offset, rank == 0 ? 1 : 0, maxima, places, width, Int32(offset))
          }
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

/// The first elements of a row's windows as their maxima.
@inline(__always)
private func begin<Real: RealNumber>(
  _ row: UnsafePointer<Real>, _ maxima: UnsafeMutablePointer<Real>,
  _ places: UnsafeMutablePointer<Int32>, _ width: Int, _ offset: Int32
) {
  for j in 0..<width {
    (maxima + j).initialize(to: row[2 * j])
    (places + j).initialize(to: offset &+ Int32(truncatingIfNeeded: 2 * j))
  }
}

/// Takes in the windows' elements of one row, from column `first` on.
@inline(__always)
private func merge<Real: RealNumber>(
  _ row: UnsafePointer<Real>, _ first: Int, _ maxima: UnsafeMutablePointer<Real>,
  _ places: UnsafeMutablePointer<Int32>, _ width: Int, _ offset: Int32
) {
  for column in first..<2 {
    for j in 0..<width {
      let value = row[2 * j + column]
      let isGreater = value > maxima[j] || value != value
      let place = offset &+ Int32(truncatingIfNeeded: 2 * j + column)
      maxima[j] = isGreater ? value : maxima[j]
      places[j] = isGreater ? place : places[j]
    }
  }
}

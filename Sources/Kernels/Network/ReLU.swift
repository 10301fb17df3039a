internal import ArithmeticTypes

extension Backend {
  func relu(_ x: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: .binary32(Float.unwrap(x).relu(nil, threads))
    case .binary64: .binary64(Double.unwrap(x).relu(nil, threads))
    }
  }

  func reluGradient(_ x: RealTensor, gradient: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: .binary32(Float.unwrap(x).relu(Float.unwrap(gradient), threads))
    case .binary64: .binary64(Double.unwrap(x).relu(Double.unwrap(gradient), threads))
    }
  }
}

extension Tensor where Element: RealNumber {
  /// This tensor, or its gradient, where this tensor is positive; else zero, and NaN where it is NaN.
  fileprivate func relu(_ gradient: Tensor?, _ threads: Int) -> Tensor {
    precondition(gradient == nil || gradient?.shape == shape, "shapes differ")
    let (x, y) = (values, (gradient ?? self).values)
    let result = Tiling.fill(
      count, threads: threads, grain: 1 << 16
    ) { (range, output: UnsafeMutablePointer<Element>) in
      x.withElements { x in
        y.withElements { y in
          for i in range { (output + i).initialize(to: x[i] > 0 ? y[i] : x[i] == x[i] ? 0 : x[i]) }
          return range.count
        }
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

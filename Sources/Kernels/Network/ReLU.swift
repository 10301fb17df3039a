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
          // Loaded first and chosen in two steps, so that it becomes vector code without branches.
          for i in range {
            let (value, other) = (x[i], y[i])
            let kept = value > 0 ? other : 0
            (output + i).initialize(to: value != value ? value : kept)
          }
          return range.count
        }
      }
    }
    return Tensor(shape: shape, values: result.values)
  }
}

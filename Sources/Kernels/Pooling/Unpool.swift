internal import ArithmeticTypes

extension Backend {
  func unpool(_ x: RealTensor, indices: Tensor<Int32>, shape: [Int], axes: Int) -> RealTensor {
    switch x {
    case .binary32(let tensor): .binary32(tensor.scatter(indices, shape, axes, threads))
    case .binary64(let tensor): .binary64(tensor.scatter(indices, shape, axes, threads))
    }
  }

  func pool(_ x: RealTensor, at indices: Tensor<Int32>, axes: Int) -> RealTensor {
    switch x {
    case .binary32(let tensor): .binary32(tensor.gather(indices, axes, threads))
    case .binary64(let tensor): .binary64(tensor.gather(indices, axes, threads))
    }
  }
}

extension Tensor where Element: RealNumber {
  fileprivate func scatter(_ indices: Tensor<Int32>, _ shape: [Int], _ axes: Int, _ threads: Int)
    -> Tensor
  {
    precondition(
      self.shape == indices.shape && shape.dropLast(axes) == self.shape.dropLast(axes),
      "shapes \(self.shape), \(indices.shape) and \(shape) do not fit")
    let (input, output) = (
      PoolingLayout(self.shape, axes: axes), PoolingLayout(shape, axes: axes)
    )
    let (values, places) = (values, indices.values)
    let result = Tiling.fill(
      output.planes, width: output.count, threads: threads,
      grain: max(1, 1 << 14 / max(1, output.count))
    ) { (range, target: UnsafeMutablePointer<Element>) in
      for plane in range {
        let start = target + plane * output.count
        start.initialize(repeating: 0, count: output.count)
        _ = values.withElements { values in
          places.withElements { places in
            for i in plane * input.count..<(plane + 1) * input.count {
              let place = Int(places[i])
              precondition(place >= 0 && place < output.count, "index \(place) is not in a plane")
              start[place] = values[i]
            }
            return 0
          }
        }
      }
      return range.count
    }
    return Tensor(shape: shape, values: result.values)
  }

  fileprivate func gather(_ indices: Tensor<Int32>, _ axes: Int, _ threads: Int) -> Tensor {
    precondition(
      shape.dropLast(axes) == indices.shape.dropLast(axes),
      "shapes \(shape) and \(indices.shape) do not fit")
    let (input, output) = (
      PoolingLayout(shape, axes: axes), PoolingLayout(indices.shape, axes: axes)
    )
    precondition(input.count > 0 || output.count == 0, "indices into planes without elements")
    let (values, places) = (values, indices.values)
    let result = Tiling.fill(
      output.planes, width: output.count, threads: threads,
      grain: max(1, 1 << 14 / max(1, output.count))
    ) { (range, target: UnsafeMutablePointer<Element>) in
      values.withElements { values in
        places.withElements { places in
          for plane in range {
            let start = values + plane * input.count
            for i in plane * output.count..<(plane + 1) * output.count {
              let place = Int(places[i])
              precondition(place >= 0 && place < input.count, "index \(place) is not in a plane")
              (target + i).initialize(to: start[place])
            }
          }
          return range.count
        }
      }
    }
    return Tensor(shape: indices.shape, values: result.values)
  }
}

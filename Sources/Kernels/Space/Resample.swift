internal import ArithmeticTypes

extension Backend {
  func resample(
    _ volume: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation,
    outside: Double
  ) -> RealTensor {
    precondition(volume.shape.count == 3 && shape.count == 3, "volumes [X, Y, Z] expected")
    precondition(matrix.count == 12, "twelve numbers expected")
    let grid = ResamplingGrid(matrix: matrix, shape: shape, outside: outside)
    return switch volume.format {
    case .binary32: resample(rule32, volume, grid, interpolation)
    case .binary64: resample(rule64, volume, grid, interpolation)
    }
  }

  private func resample<Rule: RoundingRule>(
    _ rule: Rule, _ volume: RealTensor, _ grid: ResamplingGrid, _ interpolation: Interpolation
  ) -> RealTensor {
    let result = rule.resample(
      Rule.Real.unwrap(volume), grid, interpolation, session.nextCall(), threads)
    count(rule, InterpolationTally.location * result.values.count)
    count(rule, InterpolationTally.of(interpolation) * result.computed)
    return Rule.Real.wrap(Tensor(shape: grid.shape, values: result.values))
  }
}

/// Where the voxels of a resampled volume lie in the input.
private struct ResamplingGrid: Sendable {
  let matrix: [Double]
  let shape: [Int]
  let outside: Double
}

extension RoundingRule {
  /// Output voxel o is element o in C order: its location (three rows of the matrix), then its value.
  fileprivate func resample(
    _ volume: Tensor<Real>, _ grid: ResamplingGrid, _ interpolation: Interpolation, _ key: CallKey,
    _ threads: Int
  ) -> (values: [Real], computed: Int) {
    let (rows, columns) = (grid.shape[0] * grid.shape[1], grid.shape[2])
    let m = grid.matrix.map(Real.nearest)
    let outside = Real.nearest(grid.outside)
    return Tiling.fill(
      rows, width: columns, threads: threads, grain: max(1, 4096 / max(1, columns))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      volume.values.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else {
          return fill(
            range.lowerBound * columns..<range.upperBound * columns, output, outside)
        }
        let view = VolumeView(start, shape: volume.shape)
        var inside = 0
        for row in range {
          let i = Real.nearest(Double(row / grid.shape[1]))
          let j = Real.nearest(Double(row % grid.shape[1]))
          for column in 0..<columns {
            var bits = Bits(key, element: row * columns + column)
            let k = Real.nearest(Double(column))
            let x = affine(m[0], m[1], m[2], m[3], i, j, k, &bits)
            let y = affine(m[4], m[5], m[6], m[7], i, j, k, &bits)
            let z = affine(m[8], m[9], m[10], m[11], i, j, k, &bits)
            var value = outside
            if view.bounds.contains(x, y, z) {
              value = interpolate(interpolation, view, x, y, z, &bits)
              inside += 1
            }
            (output + row * columns + column).initialize(to: value)
          }
        }
        return inside
      }
    }
  }
}

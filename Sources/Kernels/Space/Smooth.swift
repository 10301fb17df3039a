internal import ArithmeticTypes

extension Backend {
  func smooth(_ volume: RealTensor, sigma: [Double]) -> RealTensor {
    switch volume.format {
    case .binary32: smooth(rule32, volume, sigma)
    case .binary64: smooth(rule64, volume, sigma)
    }
  }

  /// Axis by axis, first to last; the taps and the pass of each axis are a kernel call each.
  private func smooth<Rule: RoundingRule>(
    _ rule: Rule, _ volume: RealTensor, _ sigma: [Double]
  ) -> RealTensor {
    precondition(volume.shape.count == 3 && sigma.count == 3, "volume [X, Y, Z] expected")
    precondition(sigma.allSatisfy { $0 >= 0 && $0 < 1e6 }, "sigma \(sigma) is not a width")
    var result = Rule.Real.unwrap(volume)
    for axis in 0..<3 {
      // As scipy.ndimage.gaussian_filter1d cuts it.
      let radius = Int(4 * sigma[axis] + 0.5)
      guard radius > 0 else { continue }
      let taps = rule.gaussianTaps(sigma[axis], radius: radius, session.nextCall())
      result = rule.convolve(result, taps, axis: axis, session.nextCall(), threads)
      count(
        rule,
        Tally(
          add: 2 * radius, multiply: 2 * (radius + 1), divide: 2 * (radius + 1),
          exponential: radius + 1, accumulate: result.count * taps.count))
    }
    return Rule.Real.wrap(result)
  }
}

extension RoundingRule {
  /// `2 radius + 1` taps exp(−½ (i/σ)²), divided by their sum (ascending).
  ///
  /// Tap |i| draws the words of element |i|, its division those of `radius + 2 + |i|`, the sum those
  /// of `radius + 1`.
  fileprivate func gaussianTaps(_ sigma: Double, radius: Int, _ key: CallKey) -> [Real] {
    let sigma = Real.nearest(sigma)
    let half = (0...radius).map { i in
      var bits = Bits(key, element: i)
      let ratio = divide(Real.nearest(Double(i)), sigma, &bits)
      return exponential(multiply(-0.5, multiply(ratio, ratio, &bits), &bits), &bits)
    }
    var bits = Bits(key, element: radius + 1)
    var sum = half[radius]
    for i in 1 - radius...radius { sum = add(sum, half[abs(i)], &bits) }
    let scaled = (0...radius).map { i in
      var bits = Bits(key, element: radius + 2 + i)
      return divide(half[i], sum, &bits)
    }
    return (-radius...radius).map { scaled[abs($0)] }
  }

  /// Correlation with `taps` along one axis, taps ascending, edges replicated; voxel o is element o
  /// with rows of even length.
  fileprivate func convolve(
    _ volume: Tensor<Real>, _ taps: [Real], axis: Int, _ key: CallKey, _ threads: Int
  ) -> Tensor<Real> {
    let (ny, nz) = (volume.shape[1], volume.shape[2])
    let radius = taps.count / 2
    let evenZ = (nz + 1) & ~1
    let size = volume.shape[axis]
    let result = Tiling.fill(
      volume.shape[0] * ny, width: nz, threads: threads,
      grain: max(1, 65536 / max(1, nz * taps.count))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      // Along z each line is copied with its edges replicated, so that taps are shifted rows.
      var padded = [Real](repeating: 0, count: axis == 2 ? nz + 2 * radius : 0)
      for row in range {
        let elements = row * evenZ..<row * evenZ + nz
        let sums = AccumulatorRow(self, key, elements: elements, output + row * nz)
        if axis == 2 {
          for z in padded.indices {
            padded[z] = volume.values[row * nz + min(max(z - radius, 0), nz - 1)]
          }
          for (t, tap) in taps.enumerated() { sums.accumulate(tap, padded, from: t) }
        } else {
          let place = axis == 0 ? row / ny : row % ny
          let stride = axis == 0 ? ny : 1
          for (t, tap) in taps.enumerated() {
            let source = min(max(place + t - radius, 0), size - 1)
            sums.accumulate(tap, volume.values, from: (row + (source - place) * stride) * nz)
          }
        }
        sums.finish()
      }
      return range.count
    }
    return Tensor(shape: volume.shape, values: result.values)
  }
}

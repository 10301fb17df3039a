internal import ArithmeticTypes

extension Backend {
  func sample(_ volume: RealTensor, at points: RealTensor, outside: Double) -> RealTensor {
    switch volume.format {
    case .binary32: sample(rule32, volume, points, outside)
    case .binary64: sample(rule64, volume, points, outside)
    }
  }

  private func sample<Rule: RoundingRule>(
    _ rule: Rule, _ volume: RealTensor, _ points: RealTensor, _ outside: Double
  ) -> RealTensor {
    precondition(volume.shape.count == 3, "volume [X, Y, Z] expected")
    precondition(points.shape.count == 2 && points.shape[1] == 3, "points [N, 3] expected")
    let values = Rule.Real.unwrap(volume).values
    let shape = volume.shape
    let p = Rule.Real.unwrap(points).values
    let key = session.nextCall()
    let outside = Rule.Real.nearest(outside)
    let result = Tiling.fill(
      points.shape[0], threads: threads, grain: 1 << 12
    ) { (range, output: UnsafeMutablePointer<Rule.Real>) in
      values.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return fill(range, output, outside) }
        let view = VolumeView(start, shape: shape)
        var inside = 0
        for i in range {
          let (x, y, z) = (p[3 * i], p[3 * i + 1], p[3 * i + 2])
          var value = outside
          if view.contains(x, y, z) {
            var bits = Rule.Bits(key, element: i)
            value = rule.linear(view, x, y, z, &bits)
            inside += 1
          }
          (output + i).initialize(to: value)
        }
        return inside
      }
    }
    count(rule, InterpolationTally.linear * result.computed)
    return Rule.Real.wrap(Tensor(shape: [points.shape[0]], values: result.values))
  }
}

extension RoundingRule {
  /// Trilinear value at a location inside: four blends along z, two along y, one along x.
  @inline(never)
  func linear(
    _ v: VolumeView<Real>, _ x: Real, _ y: Real, _ z: Real, _ bits: inout Bits
  ) -> Real {
    let (i, j, k) = (Cell(x, size: v.x), Cell(y, size: v.y), Cell(z, size: v.z))
    let c00 = blend(v[i.lower, j.lower, k.lower], v[i.lower, j.lower, k.upper], k.fraction, &bits)
    let c01 = blend(v[i.lower, j.upper, k.lower], v[i.lower, j.upper, k.upper], k.fraction, &bits)
    let c10 = blend(v[i.upper, j.lower, k.lower], v[i.upper, j.lower, k.upper], k.fraction, &bits)
    let c11 = blend(v[i.upper, j.upper, k.lower], v[i.upper, j.upper, k.upper], k.fraction, &bits)
    let c0 = blend(c00, c01, j.fraction, &bits)
    let c1 = blend(c10, c11, j.fraction, &bits)
    return blend(c0, c1, i.fraction, &bits)
  }
}

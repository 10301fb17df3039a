internal import ArithmeticTypes

extension Backend {
  func sample(
    _ volume: RealTensor, at points: RealTensor, interpolation: Interpolation, outside: Double?
  ) -> RealTensor {
    switch volume.format {
    case .binary32: sample(rule32, volume, points, interpolation, outside)
    case .binary64: sample(rule64, volume, points, interpolation, outside)
    }
  }

  private func sample<Rule: RoundingRule>(
    _ rule: Rule, _ volume: RealTensor, _ points: RealTensor, _ interpolation: Interpolation,
    _ outside: Double?
  ) -> RealTensor {
    let result = rule.sample(
      Rule.Real.unwrap(volume), Rule.Real.unwrap(points), interpolation, outside,
      session.nextCall(), threads)
    count(rule, InterpolationTally.of(interpolation) * result.computed)
    return Rule.Real.wrap(Tensor(shape: [points.shape[0]], values: result.values))
  }
}

extension RoundingRule {
  /// Point i draws the words of element i.
  fileprivate func sample(
    _ volume: Tensor<Real>, _ points: Tensor<Real>, _ interpolation: Interpolation,
    _ outside: Double?, _ key: CallKey, _ threads: Int
  ) -> (values: [Real], computed: Int) {
    precondition(volume.shape.count == 3, "volume [X, Y, Z] expected")
    precondition(points.shape.count == 2 && points.shape[1] == 3, "points [N, 3] expected")
    precondition(
      volume.count > 0 || outside != nil || points.count == 0, "the volume has no edges to extend")
    let (values, shape, p) = (volume.values, volume.shape, points.values)
    let beyond = outside.map(Real.nearest) ?? .nan
    return Tiling.fill(
      points.shape[0], threads: threads, grain: 1 << 12
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return fill(range, output, beyond) }
        let view = VolumeView(start, shape: shape)
        var inside = 0
        for i in range {
          var value = beyond
          if let (x, y, z) = view.bounds.place(
            p[3 * i], p[3 * i + 1], p[3 * i + 2], extendsEdges: outside == nil)
          {
            var bits = Bits(key, element: i)
            value = interpolate(interpolation, view, x, y, z, &bits)
            inside += 1
          }
          (output + i).initialize(to: value)
        }
        return inside
      }
    }
  }

  /// The value at a location inside.
  @inline(__always)
  func interpolate(
    _ interpolation: Interpolation, _ view: VolumeView<Real>, _ x: Real, _ y: Real, _ z: Real,
    _ bits: inout Bits
  ) -> Real {
    switch interpolation {
    case .nearest: view.nearest(x, y, z)
    case .linear: linear(view, x, y, z, &bits)
    case .cubic: cubic(view, x, y, z, &bits)
    }
  }

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
